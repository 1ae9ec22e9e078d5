import { addTuples, elementOf, isList, orUndefined } from "./arguments.ts";
import type { Copiers } from "./copier/copiers.ts";
import { quote } from "./text.ts";
import type { Message, Signature } from "../model/facts.ts";
import type { PayloadShape } from "../../../src/proxy/mod.ts";
import type { Shape } from "../model/type_model.ts";

/** One argument of several: its name, and the shape of its values. */
interface Argument {
  readonly name: string;
  /** An array's or a tuple's, if it is the rest of them. */
  readonly shape: Shape;
  readonly isRest: boolean;
}

/** A payload that is one value, or the arguments of one signature. */
type Payload =
  | {
    readonly kind: "value";
    readonly shape: Shape;
    /** The step to it, as an expression. */
    readonly step: string;
  }
  | { readonly kind: "arguments"; readonly list: readonly Argument[] };

/** The shapes of all that crosses between a caller and a method. */
export interface MessageShapes {
  readonly payload: Payload | null;
  /** What it yields, if it is a streaming reply. */
  readonly yielded: Shape | null;
  /** What it returns, unless that is dropped. */
  readonly result: Shape | null;
}

/** Finds the shapes of a message, and adds those that its types do not have. */
export function findShapes(
  message: Message<string>,
  payload: PayloadShape,
  copiers: Copiers,
): MessageShapes {
  const { name, signatures, isOneWay } = message;
  const yielded = signatures.flatMap(({ yielded }) => yielded?.shape ?? []);
  const results = signatures.map(({ resultShape }) => resultShape);
  return {
    payload: findPayload(message, payload, copiers),
    yielded: yielded.length === 0
      ? null
      : unite(yielded, `${name}Yield`, copiers),
    result: isOneWay ? null : unite(results, `${name}Result`, copiers),
  };
}

function findPayload(
  { name, signatures }: Message<string>,
  payload: PayloadShape,
  copiers: Copiers,
): Payload | null {
  if (payload === "none") return null;
  const [only] = signatures;
  const lists = signatures.map(({ parameters }) => parameters);
  if (signatures.length !== 1 || only === undefined) {
    const shapes = payload === "value"
      ? lists.flatMap((list) => list.map((one) => orUndefined(one, copiers)))
      : lists.flatMap((list) => addTuples(list, copiers));
    const step = payload === "value"
      ? quote(lists[0]?.[0]?.name ?? "")
      : "null";
    const shape = unite(shapes, `${name}Payload`, copiers);
    return { kind: "value", shape, step };
  }
  const [first] = only.parameters;
  // A lone rest parameter's array is the payload itself.
  if (first !== undefined && only.parameters.length === 1) {
    const shape = first.isRest ? first.shape : orUndefined(first, copiers);
    return { kind: "value", shape, step: quote(first.name) };
  }
  return { kind: "arguments", list: listArguments(only, copiers) };
}

function listArguments(
  { parameters }: Signature<string>,
  copiers: Copiers,
): Argument[] {
  return parameters.map((parameter) => ({
    name: parameter.name,
    shape: orUndefined(parameter, copiers),
    isRest: parameter.isRest,
  }));
}

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
      return emitEntry("copyPayload", payload.shape, copiers, payload.step);
    case "arguments":
      return emitArguments(payload.list, copiers);
  }
}

function emitEntry(
  name: string,
  shape: Shape,
  copiers: Copiers,
  step = "null",
): string {
  const owner = copiers.needsOwner(shape) ? ", owner" : "";
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
