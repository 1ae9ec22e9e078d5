import { ts } from "./compiler/compiler.ts";
import type { Diagnostics } from "../diagnostics.ts";
import { placeOf } from "./compiler/place.ts";

/** The tools of the reader of constructors. */
export interface ConstructorTools {
  readonly checker: ts.TypeChecker;
  readonly diagnostics: Diagnostics;
}

/** The members of a `Context`: a constructor may ask for any part of it. */
export const CONTEXT_MEMBERS: ReadonlySet<string> = new Set([
  "actorId",
  "actorType",
  "commit",
  "erase",
  "forget",
  "getActor",
  "getStream",
  "log",
  "now",
  "poisonPill",
  "random",
  "randomUUID",
  "remind",
  "reminders",
  "runOnce",
  "runRecurring",
  "self",
  "signal",
  "sleep",
  "state",
  "stayAwake",
  "turn",
  "watch",
]);

/** Tells whether a class's constructor takes a Context. */
export function readConstructor(
  node: ts.ClassDeclaration,
  tools: ConstructorTools,
): boolean {
  const { checker, diagnostics } = tools;
  const name = node.name ?? node;
  const type = checker.getTypeAtLocation(node).symbol;
  const signatures = checker.getTypeOfSymbolAtLocation(type, node)
    .getConstructSignatures();
  if (signatures.some(isHidden)) {
    diagnostics.add(
      "GEN207",
      placeOf(name),
      `the constructor of ${name.getText()} is not public`,
      "make it public: the engine creates actors",
    );
    return false;
  }
  const fitting = signatures.find((one) => isFitting(one, tools));
  if (fitting !== undefined) return takesContext(fitting, checker);
  diagnostics.add(
    "GEN206",
    placeOf(signatures[0]?.getDeclaration() ?? name),
    `the constructor of ${name.getText()} asks for more than a Context`,
    "take (ctx: Context) or nothing; send the rest in a message",
  );
  return false;
}

function isHidden(signature: ts.Signature): boolean {
  // Inherited constructors without a declaration are the default one.
  const node: ts.Node | undefined = signature.declaration;
  const hidden = ts.ModifierFlags.Private | ts.ModifierFlags.Protected;
  return node !== undefined && ts.isConstructorDeclaration(node) &&
    (ts.getCombinedModifierFlags(node) & hidden) !== 0;
}

function isFitting(
  signature: ts.Signature,
  { checker }: ConstructorTools,
): boolean {
  const [first, ...rest] = signature.parameters;
  if (!rest.every((symbol) => isOptional(symbol, checker))) return false;
  return first === undefined || isOptional(first, checker) ||
    takesContext(signature, checker);
}

/** Whether the first parameter is for a Context; an optional one need not. */
function takesContext(
  { parameters: [first] }: ts.Signature,
  checker: ts.TypeChecker,
): boolean {
  if (first === undefined) return false;
  const node = first.valueDeclaration;
  const type = checker.getTypeOfSymbol(first);
  if (node === undefined) return true;
  const isRest = ts.isParameter(node) && node.dotDotDotToken !== undefined;
  const item = isRest
    ? checker.getIndexTypeOfType(type, ts.IndexKind.Number)
    : undefined;
  return isContext(item ?? type);
}

function isOptional(symbol: ts.Symbol, checker: ts.TypeChecker): boolean {
  const node = symbol.valueDeclaration;
  return node !== undefined && ts.isParameter(node) &&
    (node.dotDotDotToken !== undefined || checker.isOptionalParameter(node));
}

function isContext(type: ts.Type): boolean {
  // A library that is not on disk reads as `any`; `deno check` judges it.
  const open = ts.TypeFlags.Any | ts.TypeFlags.Unknown;
  if ((type.flags & open) !== 0 || type.symbol?.name === "Context") return true;
  if (type.isUnion()) return type.types.some(isContext);
  if ((type.flags & ts.TypeFlags.Object) === 0) return false;
  const members = type.getProperties();
  const known = members.filter(({ name }) => CONTEXT_MEMBERS.has(name));
  // A type with only foreign members, though optional, is no Context.
  if (members.length > 0 && known.length === 0) return false;
  return members.every((member) =>
    known.includes(member) || (member.flags & ts.SymbolFlags.Optional) !== 0
  );
}
