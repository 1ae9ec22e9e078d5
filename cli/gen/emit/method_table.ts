import type { Copiers } from "./copier/copiers.ts";
import { quote } from "./text.ts";
import { type Argument, elementOf, isList } from "../model/arguments.ts";
import type { MessageShapes, Payload } from "../model/message_shapes.ts";
import type { Shape } from "../model/type_model.ts";

/** Writes the part of a method's entry that copies what crosses. */
export function emitCopiers(
  { payload, yielded, result }: MessageShapes,
  copiers: Copiers,
): string {
  return [
    payload === null ? "" : emitPayloadCopier(payload, copiers),
    yielded === null
      ? ""
      : `isStreaming: true,\n${emitEntry("copyYield", yielded, copiers)}`,
    result === null
      ? "isOneWay: true,\n"
      : emitEntry("copyResult", result, copiers),
  ].join("");
}

function emitPayloadCopier(payload: Payload, copiers: Copiers): string {
  switch (payload.kind) {
    case "value":
      return emitEntry("copyPayload", payload.shape, copiers, payload.name);
    case "arguments":
      return emitArguments(payload.list, copiers);
  }
}

function emitEntry(
  name: string,
  shape: Shape,
  copiers: Copiers,
  parameter: string | null = null,
): string {
  const owner = copiers.needsOwner(shape) ? ", owner" : "";
  const step = parameter === null ? "null" : quote(parameter);
  return `${name}: (value${owner}) => ${copiers.copy(shape, "value", step)},\n`;
}

/** Writes the copy of several arguments, each under its own name. */
function emitArguments(list: readonly Argument[], copiers: Copiers): string {
  const among = list.map(({ name }) => name);
  const names = list.map(({ name, isRest }) =>
    `${isRest ? "..." : ""}${copiers.nameLocal(name, among)}`
  );
  const copies = list.map(({ name, shape, isRest }) => {
    const local = copiers.nameLocal(name, among);
    const copy = copiers.copy(shape, local, quote(name));
    if (!isRest) return copy;
    return isList(shape, copiers)
      ? `...${copy}`
      : `...${copiers.check}.array(${copy})`;
  });
  const owner = list.some(({ shape }) => copiers.needsOwner(shape))
    ? ", owner"
    : "";
  return [
    `copyPayload: (value${owner}) => {\n`,
    `const [${names.join(", ")}] = ${copiers.check}.array(value);\n`,
    `return [${copies.join(", ")}];\n},\n`,
  ].join("");
}

/** Writes the part of a method's entry that has the codecs of what crosses. */
export function emitCodecs(
  { payload, yielded, result }: MessageShapes,
  copiers: Copiers,
): string {
  const { codecs } = copiers;
  const entry = (name: string, shape: Shape | null) =>
    shape === null || codecs.isCopied(shape)
      ? []
      : [`${name}: ${codecs.codec(shape)}`];
  const entries = [
    ...payload?.kind === "value" ? entry("payload", payload.shape) : [],
    ...payload?.kind === "arguments"
      ? emitArgumentCodec(payload.list, copiers)
      : [],
    ...entry("yielded", yielded),
    ...entry("result", result),
  ];
  return entries.length === 0
    ? ""
    : `bytes: () => ({ ${entries.join(", ")} }),\n`;
}

function emitArgumentCodec(
  list: readonly Argument[],
  copiers: Copiers,
): string[] {
  const { codecs } = copiers;
  const rest = list.find(({ isRest }) => isRest);
  const more = rest && elementOf(rest.shape, copiers);
  // The rest may be any of several tuples.
  if (rest !== undefined && more === undefined) return [];
  if (list.every(({ shape }) => codecs.isCopied(shape))) return [];
  const each = list.flatMap(({ shape, isRest }) =>
    isRest ? [] : [codecs.codec(shape)]
  );
  const call = more === undefined
    ? `args(${each.join(", ")})`
    : `rest(${[codecs.codec(more), ...each].join(", ")})`;
  return [`payload: ${codecs.bytes}.${call}`];
}
