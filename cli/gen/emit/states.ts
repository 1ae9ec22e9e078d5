import type { Copiers } from "./copier/copiers.ts";
import { emitKey, quote } from "./text.ts";
import type { StateModel } from "../model/model.ts";

/** Writes the part of a definition that says what the actor keeps. */
export function emitStates(
  states: readonly StateModel[],
  copiers: Copiers,
): string {
  if (states.length === 0) return "";
  return [
    "states: {\n",
    ...states.map((state) => emitState(state, copiers)),
    "},\n",
  ].join("");
}

function emitState(
  { name, shape, fingerprint }: StateModel,
  copiers: Copiers,
): string {
  const { codecs } = copiers;
  const owner = copiers.needsOwner(shape) ? ", owner" : "";
  const copy = copiers.copy(shape, "value", quote(name));
  return [
    `${emitKey(name)}: {\n`,
    `shape: ${quote(fingerprint)},\n`,
    `copy: (value${owner}) => ${copy},\n`,
    codecs.isCopied(shape) ? "" : `bytes: () => ${codecs.codec(shape)},\n`,
    "},\n",
  ].join("");
}
