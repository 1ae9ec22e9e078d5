import type { PayloadShape } from "../../../src/proxy/mod.ts";
import type { Copiers } from "./copier/copiers.ts";
import { emitCodecs, emitCopiers } from "./method_table.ts";
import { emitAccess, emitDoc, emitKey, quote } from "./text.ts";
import { isList } from "../model/arguments.ts";
import type { Message, Parameter, Signature } from "../model/facts.ts";
import { findShapes, shapePayload } from "../model/message_shapes.ts";
import type { ActorModel } from "../model/model.ts";

/** Writes a method's entry in the method table. */
export function emitTableEntry(
  message: Message<string>,
  model: ActorModel,
  copiers: Copiers,
): string {
  const shape = shapePayload(message);
  const shapes = findShapes(message, copiers);
  return [
    `${emitKey(message.name)}: {\n`,
    `payload: ${quote(shape)},\n`,
    emitParameterTexts(message),
    emitCopiers(shapes, copiers),
    emitCodecs(shapes, copiers),
    message.isSynchronous ? "isSynchronous: true,\n" : "",
    `invoke: ${emitInvoke(message, model, shape, copiers)},\n`,
    "},\n",
  ].join("");
}

function emitParameterTexts({ parameters }: Message<string>): string {
  if (parameters.length === 0) return "";
  return `parameters: [${parameters.map(quote).join(", ")}],\n`;
}

/** Writes the method of the proxy, with all its overloads. */
export function emitMethod(
  message: Message<string>,
  model: ActorModel,
): string {
  const { name, signatures } = message;
  const shape = shapePayload(message);
  const heads = signatures.map((signature) => emitHead(name, signature));
  const only = onlySignature(message);
  if (only !== undefined) {
    const post = emitPost(message, model, emitPayload(only, shape));
    return `${heads.join("")} {\n${post}}\n`;
  }
  // The actor gets exactly these arguments, whichever overload is called.
  const [parameter, payload] = shape === "value"
    ? ["value: unknown", "value"]
    : ["...args: unknown[]", "args"];
  return [
    ...heads.map((head) => `${head};\n`),
    `  ${emitKey(name)}(${parameter}): ${
      emitReply(message.isStreaming ? "unknown" : null, "unknown")
    } {\n`,
    emitPost(message, model, payload),
    "}\n",
  ].join("");
}

function onlySignature(
  { signatures }: Message<string>,
): Signature<string> | undefined {
  return signatures.length === 1 ? signatures[0] : undefined;
}

/** Writes the function that calls the actor with a payload. */
function emitInvoke(
  message: Message<string>,
  model: ActorModel,
  shape: PayloadShape,
  copiers: Copiers,
): string {
  const { actor } = model.names;
  const call = emitAccess("actor", message.name);
  const types = `Parameters<${actor}[${quote(message.name)}]>`;
  const only = onlySignature(message);
  const emit = (payload: string, args: string) =>
    `(actor: ${actor}${payload}) => ${call}(${args})`;
  if (shape === "none") return emit("", "");
  if (shape === "tuple") {
    const rest = message.signatures.at(-1)?.parameters.at(-1);
    // The compiler spreads no union of tuples.
    return rest?.isRest && !isList(rest.shape, copiers)
      ? `(actor: ${actor}, args: ${types}) => ${call}.apply(actor, args)`
      : emit(`, args: ${types}`, emitSpread(only));
  }
  const [parameter] = only?.parameters ?? [];
  // A method's type parameters are out of scope here.
  if (parameter === undefined || only?.typeParameters.length !== 0) {
    return emit(`, value: ${types}[0]`, "value");
  }
  const name = parameter.name === "actor" ? "value" : parameter.name;
  return emit(`, ${emitParameter({ ...parameter, name })}`, name);
}

/** Writes each argument out where their number is known, which is faster. */
function emitSpread(only: Signature<string> | undefined): string {
  const isOpen = only?.parameters.some(({ isRest }) => isRest) ?? true;
  return isOpen
    ? "...args"
    : only?.parameters.map((_, index) => `args[${index}]`).join(", ") ?? "";
}

function emitHead(name: string, signature: Signature<string>): string {
  const { typeParameters, parameters, result, doc, yielded } = signature;
  const generics = typeParameters.length > 0
    ? `<${typeParameters.join(", ")}>`
    : "";
  const list = parameters.map(emitParameter).join(", ");
  return `${emitDoc(doc, "  ")}  ` +
    `${emitKey(name)}${generics}(${list}): ${
      emitReply(yielded?.type ?? null, result)
    }`;
}

/** Writes the type of what a proxy's method returns. */
function emitReply(yielded: string | null, result: string): string {
  return yielded === null
    ? `Promise<${result}>`
    : `AsyncGenerator<${yielded}, ${result}, void>`;
}

function emitParameter(parameter: Parameter<string>): string {
  const { name, type, isOptional, isRest } = parameter;
  return `${isRest ? "..." : ""}${name}${isOptional ? "?" : ""}: ${type}`;
}

function emitPayload(
  { parameters }: Signature<string>,
  shape: PayloadShape,
): string {
  const [first, second] = parameters;
  if (shape === "none" || first === undefined) return "undefined";
  // A lone rest parameter is a fresh array already.
  if (second === undefined) return first.name;
  const names = parameters.map(({ name, isRest }) =>
    isRest ? `...${name}` : name
  );
  return `[${names.join(", ")}]`;
}

function emitPost(
  { isStreaming, name }: Message<string>,
  { names }: ActorModel,
  payload: string,
): string {
  const method = emitAccess(`${names.definition}.methods`, name);
  const send = isStreaming ? "stream" : "call";
  return `return this[${names.link}].${send}(${method}, ${payload});\n`;
}
