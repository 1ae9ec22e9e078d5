import type { PayloadShape } from "../../../src/proxy/mod.ts";
import {
  addTuples,
  type Argument,
  type Containers,
  orUndefined,
} from "./arguments.ts";
import type { Message, Signature } from "./facts.ts";
import type { Shape } from "./type_model.ts";

/** Returns messages with other shapes. */
export function mapShapes<Text>(
  messages: readonly Message<Text>[],
  change: (shape: Shape) => Shape,
): Message<Text>[] {
  return messages.map((message) => ({
    ...message,
    signatures: message.signatures.map((signature) => ({
      ...signature,
      parameters: signature.parameters.map((parameter) => ({
        ...parameter,
        shape: change(parameter.shape),
      })),
      resultShape: change(signature.resultShape),
      yielded: signature.yielded && {
        ...signature.yielded,
        shape: change(signature.yielded.shape),
      },
    })),
  }));
}

/** Returns how the arguments of a message form its payload. */
export function shapePayload({ signatures }: Message<unknown>): PayloadShape {
  const shapes = new Set(signatures.map(shapeArguments));
  const [shape = "none"] = shapes;
  return shapes.size === 1 ? shape : "tuple";
}

function shapeArguments({ parameters }: Signature<unknown>): PayloadShape {
  const [first, second] = parameters;
  if (first === undefined) return "none";
  return second === undefined && !first.isRest ? "value" : "tuple";
}

/** A payload that is one value, or the arguments of one signature. */
export type Payload =
  | {
    readonly kind: "value";
    readonly shape: Shape;
    /** The parameter's name; `null` where there are several. */
    readonly name: string | null;
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
  message: Message<unknown>,
  containers: Containers,
): MessageShapes {
  const { name, signatures, isOneWay } = message;
  const yielded = signatures.flatMap(({ yielded }) => yielded?.shape ?? []);
  const results = signatures.map(({ resultShape }) => resultShape);
  return {
    payload: findPayload(message, containers),
    yielded: yielded.length === 0
      ? null
      : unite(yielded, `${name}Yield`, containers),
    result: isOneWay ? null : unite(results, `${name}Result`, containers),
  };
}

function findPayload(
  message: Message<unknown>,
  containers: Containers,
): Payload | null {
  const { name, signatures } = message;
  const payload = shapePayload(message);
  if (payload === "none") return null;
  const [only] = signatures;
  const lists = signatures.map(({ parameters }) => parameters);
  if (signatures.length !== 1 || only === undefined) {
    const shapes = payload === "value"
      ? lists.flatMap((list) => list.map((one) => orUndefined(one, containers)))
      : lists.flatMap((list) => addTuples(list, containers));
    const shape = unite(shapes, `${name}Payload`, containers);
    const [[first] = []] = lists;
    const known = payload === "value" ? first?.name ?? "" : null;
    return { kind: "value", shape, name: known };
  }
  const [first] = only.parameters;
  // A lone rest parameter's array is the payload itself.
  if (first !== undefined && only.parameters.length === 1) {
    const shape = first.isRest ? first.shape : orUndefined(first, containers);
    return { kind: "value", shape, name: first.name };
  }
  return { kind: "arguments", list: listArguments(only, containers) };
}

function listArguments(
  { parameters }: Signature<unknown>,
  containers: Containers,
): Argument[] {
  return parameters.map((parameter) => ({
    name: parameter.name,
    shape: orUndefined(parameter, containers),
    isRest: parameter.isRest,
  }));
}

/** Returns the shape that is the union of several signatures' shapes. */
function unite(
  shapes: readonly Shape[],
  name: string,
  containers: Containers,
): Shape {
  const different = new Map(shapes.map((one) => [JSON.stringify(one), one]));
  const variants = [...different.values()];
  const open = variants.find(({ kind }) => kind === "unknown");
  const [only] = variants;
  if (only !== undefined && variants.length === 1) return only;
  return open ?? containers.add({ kind: "union", variants }, name);
}
