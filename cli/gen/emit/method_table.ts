import type { Copiers } from "./copier/copiers.ts";
import { quote } from "./text.ts";
import type { Message, Parameter, Signature } from "../model/facts.ts";
import type { PayloadShape } from "../../../src/proxy/mod.ts";
import type { Element, Shape } from "../model/type_model.ts";

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
      ? lists.flatMap((list) => list.map(shapeOf))
      : lists.map((list) => addTuple(list, copiers));
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
    return parameter.isRest ? `...${copy}` : copy;
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

function shapeOf({ shape }: Parameter<string>): Shape {
  return shape;
}

/** Returns a parameter's shape, with `undefined` if it may be left out. */
function orUndefined(
  { name, shape, isOptional, isDefaulted }: Parameter<string>,
  copiers: Copiers,
): Shape {
  if (!isOptional && !isDefaulted || shape.kind === "unknown") return shape;
  return copiers.add({ kind: "union", variants: [shape, UNDEFINED] }, name);
}

const UNDEFINED: Shape = {
  kind: "literals",
  name: "undefined",
  literals: ["undefined"],
};

function addTuple(
  parameters: readonly Parameter<string>[],
  copiers: Copiers,
): Shape {
  const elements = parameters.map((parameter): Element => ({
    shape: parameter.shape,
    isOptional: parameter.isOptional || parameter.isDefaulted,
    isRest: parameter.isRest,
  }));
  return copiers.add({ kind: "tuple", elements }, "arguments");
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
