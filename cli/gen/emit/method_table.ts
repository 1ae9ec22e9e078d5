import { addTuples, isList, orUndefined } from "./arguments.ts";
import type { Copiers } from "./copier/copiers.ts";
import { quote } from "./text.ts";
import type { Message, Signature } from "../model/facts.ts";
import type { PayloadShape } from "../../../src/proxy/mod.ts";
import type { Shape } from "../model/type_model.ts";

/** Writes the part of a method's entry that copies its payload. */
export function emitPayloadCopier(
  message: Message<string>,
  payload: PayloadShape,
  copiers: Copiers,
): string {
  const { name, signatures } = message;
  if (payload === "none") return "";
  const [only] = signatures;
  const lists = signatures.map(({ parameters }) => parameters);
  if (signatures.length !== 1 || only === undefined) {
    const shapes = payload === "value"
      ? lists.flatMap((list) => list.map((one) => orUndefined(one, copiers)))
      : lists.flatMap((list) => addTuples(list, copiers));
    return emitEntry("copyPayload", unite(shapes, `${name}Payload`, copiers), {
      step: payload === "value" ? quote(lists[0]?.[0]?.name ?? "") : "null",
      copiers,
    });
  }
  const [first] = only.parameters;
  // A lone rest parameter's array is the payload itself.
  if (first !== undefined && only.parameters.length === 1) {
    const shape = first.isRest ? first.shape : orUndefined(first, copiers);
    const step = quote(first.name);
    return emitEntry("copyPayload", shape, { step, copiers });
  }
  return emitTuple(only, copiers);
}

/** Writes the part of a method's entry that copies its result. */
export function emitResultCopier(
  { name, signatures, isOneWay }: Message<string>,
  copiers: Copiers,
): string {
  if (isOneWay) return "isOneWay: true,\n";
  const shapes = signatures.map(({ resultShape }) => resultShape);
  const shape = unite(shapes, `${name}Result`, copiers);
  return emitEntry("copyResult", shape, { step: "null", copiers });
}

/** Writes the part of a method's entry that copies what it yields. */
export function emitYieldCopier(
  { name, signatures }: Message<string>,
  copiers: Copiers,
): string {
  const shapes = signatures.flatMap(({ yielded }) => yielded?.shape ?? []);
  if (shapes.length === 0) return "";
  const shape = unite(shapes, `${name}Yield`, copiers);
  const copier = emitEntry("copyYield", shape, { step: "null", copiers });
  return `isStreaming: true,\n${copier}`;
}

interface EntryOptions {
  readonly step: string;
  readonly copiers: Copiers;
}

function emitEntry(
  name: string,
  shape: Shape,
  { step, copiers }: EntryOptions,
): string {
  const owner = copiers.needsOwner(shape) ? ", owner" : "";
  return `${name}: (value${owner}) => ${copiers.copy(shape, "value", step)},\n`;
}

/** Writes the copy of several arguments, each under its own name. */
function emitTuple(
  { parameters }: Signature<string>,
  copiers: Copiers,
): string {
  const among = parameters.map(({ name }) => name);
  const names = parameters.map(({ name, isRest }) =>
    `${isRest ? "..." : ""}${copiers.nameLocal(name, among)}`
  );
  const copies = parameters.map((parameter) => {
    const local = copiers.nameLocal(parameter.name, among);
    const shape = orUndefined(parameter, copiers);
    const copy = copiers.copy(shape, local, quote(parameter.name));
    if (!parameter.isRest) return copy;
    return isList(shape, copiers)
      ? `...${copy}`
      : `...${copiers.check}.array(${copy})`;
  });
  const owner = parameters.some(({ shape }) => copiers.needsOwner(shape))
    ? ", owner"
    : "";
  return [
    `copyPayload: (value${owner}) => {\n`,
    `const [${names.join(", ")}] = ${copiers.check}.array(value);\n`,
    `return [${copies.join(", ")}];\n},\n`,
  ].join("");
}

/** Returns the shape that is the union of several signatures' shapes. */
function unite(
  shapes: readonly Shape[],
  name: string,
  copiers: Copiers,
): Shape {
  const different = new Map(shapes.map((one) => [JSON.stringify(one), one]));
  const variants = [...different.values()];
  const open = variants.find(({ kind }) => kind === "unknown");
  const [only] = variants;
  if (only !== undefined && variants.length === 1) return only;
  return open ?? copiers.add({ kind: "union", variants }, name);
}
