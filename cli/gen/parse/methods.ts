import { ts } from "./compiler/compiler.ts";
import { writeParameter } from "./parameter_text.ts";
import { placeOf } from "./compiler/place.ts";
import { SignatureReader, type SignatureTools } from "./signature.ts";
import type { Diagnostics } from "../diagnostics.ts";
import type { Message, TypeText } from "../model/facts.ts";

const HOOKS: ReadonlySet<string> = new Set(["init", "deinit"]);

// A proxy with `then` would be awaited by mistake, and one with `toJSON`
// would mislead loggers; every object or every proxy has the others.
const RESERVED: ReadonlySet<string> = new Set([
  ...Object.getOwnPropertyNames(Object.prototype),
  "then",
  "toJSON",
  "with",
]);

const HIDDEN = ts.ModifierFlags.Private | ts.ModifierFlags.Protected |
  ts.ModifierFlags.Static;

/** Reads the messages of a class, own ones first, as the source has them. */
export function readMessages(
  node: ts.ClassDeclaration,
  tools: SignatureTools,
): Message<TypeText>[] {
  const members = tools.checker.getTypeAtLocation(node).getProperties();
  warnOfFields(members, tools.diagnostics);
  const methods = members.filter(isMessage);
  if (methods.length === 0) {
    const name = node.name ?? node;
    tools.diagnostics.add(
      "GEN405",
      placeOf(name),
      `${name.getText()} has no message`,
      "give it a public method, or remove the marker",
    );
  }
  return methods.flatMap((member) => {
    const signatures = tools.checker.getTypeOfSymbolAtLocation(member, node)
      .getCallSignatures();
    return readMessage(member.name, signatures, tools) ?? [];
  });
}

/** Warns of fields that look as if they were methods. */
function warnOfFields(
  members: readonly ts.Symbol[],
  diagnostics: Diagnostics,
): void {
  for (const { name, valueDeclaration: node } of members) {
    if (node === undefined || !ts.isPropertyDeclaration(node)) continue;
    const { initializer } = node;
    const isFunction = initializer !== undefined &&
      (ts.isArrowFunction(initializer) || ts.isFunctionExpression(initializer));
    const isHidden = ts.isPrivateIdentifier(node.name) ||
      (ts.getCombinedModifierFlags(node) & HIDDEN) !== 0;
    if (!isFunction || isHidden) continue;
    diagnostics.add(
      "GEN404",
      placeOf(node.name),
      `${name} is a field, no message`,
      "write it as a method, or make it private",
    );
  }
}

function readMessage(
  name: string,
  signatures: readonly ts.Signature[],
  tools: SignatureTools,
): Message<TypeText> | undefined {
  const [first] = signatures;
  if (first === undefined) return undefined;
  if (RESERVED.has(name)) {
    const declaration = first.getDeclaration();
    tools.diagnostics.add(
      "GEN301",
      placeOf(declaration.name ?? declaration),
      `method ${name} would clash with a member of every proxy`,
      "give the method another name, or make it private",
    );
    return undefined;
  }
  checkName(name, first.getDeclaration(), tools);
  const isOnly = signatures.length === 1;
  const readers = signatures.map((signature) =>
    new SignatureReader(tools, { name, signature, isOnly })
  );
  const isStreaming = readers.some((reader) => reader.isStreaming);
  if (isStreaming && !readers.every((reader) => reader.isStreaming)) {
    const declaration = first.getDeclaration();
    tools.diagnostics.add(
      "GEN306",
      placeOf(declaration.name ?? declaration),
      `only some of the overloads of ${name} return an async iterable`,
      "give those that do a method of their own",
    );
  }
  const read = readers.map((reader) => reader.read());
  return {
    name,
    signatures: read,
    parameters: read.at(-1)?.parameters.map(writeParameter) ?? [],
    isSynchronous: readers.every((reader) => reader.isSynchronous),
    isOneWay: readers.every((reader) => reader.isOneWay),
    isStreaming,
  };
}

/** Reports names that proxies cannot have, and names close to a hook's. */
function checkName(
  name: string,
  declaration: ts.SignatureDeclaration,
  { checker, diagnostics }: SignatureTools,
): void {
  const place = placeOf(declaration.name ?? declaration);
  if (isNumeric(declaration.name, checker)) {
    diagnostics.add(
      "GEN305",
      place,
      `the method ${name} has a number for a name`,
      "give it a name of letters",
    );
  }
  const hook = name.toLowerCase();
  if (!HOOKS.has(hook)) return;
  diagnostics.add(
    "GEN406",
    place,
    `${name} is a message, not the hook ${hook}`,
    `name it ${hook} if it is the hook, otherwise not so much like it`,
  );
}

function isNumeric(
  name: ts.DeclarationName | undefined,
  checker: ts.TypeChecker,
): boolean {
  if (name === undefined) return false;
  if (!ts.isComputedPropertyName(name)) return ts.isNumericLiteral(name);
  const { flags } = checker.getTypeAtLocation(name.expression);
  return (flags & ts.TypeFlags.NumberLike) !== 0;
}

/** Whether a member of an actor class is a message. */
function isMessage(symbol: ts.Symbol): boolean {
  const { name, flags, declarations } = symbol;
  const isMethod = (flags & ts.SymbolFlags.Method) !== 0 &&
    (flags & ts.SymbolFlags.Optional) === 0;
  // The compiler calls members with symbols for names `__@iterator` and so on.
  if (!isMethod || HOOKS.has(name) || name.startsWith("__@")) return false;
  // Methods of built-in bases are declared elsewhere, in interfaces.
  return declarations?.every((node) =>
    ts.isMethodDeclaration(node) && !ts.isPrivateIdentifier(node.name) &&
    (ts.getCombinedModifierFlags(node) & HIDDEN) === 0
  ) ?? false;
}
