import { ts } from "./parse_compiler.ts";
import { placeOf } from "./parse_place.ts";
import { SignatureReader, type SignatureTools } from "./parse_signature.ts";
import type { Message, TypeText } from "./facts.ts";

const HOOKS: ReadonlySet<string> = new Set(["init", "deinit"]);

// A proxy with `then` would be awaited by mistake, one with `toJSON` would
// lie to loggers; the others are what every object or every proxy has.
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
  return members.filter(isMessage).flatMap((member) => {
    const signatures = tools.checker.getTypeOfSymbolAtLocation(member, node)
      .getCallSignatures();
    return readMessage(member.name, signatures, tools) ?? [];
  });
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
  const isOnly = signatures.length === 1;
  const readers = signatures.map((signature) =>
    new SignatureReader(tools, { name, signature, isOnly })
  );
  return {
    name,
    signatures: readers.map((reader) => reader.read()),
    isOneWay: readers.every((reader) => reader.isOneWay),
  };
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
