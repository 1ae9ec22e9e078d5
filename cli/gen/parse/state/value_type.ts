import { ts } from "../compiler/compiler.ts";
import { readImported } from "./context.ts";

/** What the readers of states' types ask. */
export interface ValueTools {
  readonly checker: ts.TypeChecker;
  /** The actor: its members have the types that it gives its bases. */
  readonly actor: ts.Type;
}

/**
 * Returns the type of a state's values: that of the member which it is kept
 * in, for that is what may be assigned, or else of what `initial` returns.
 */
export function readValueType(
  call: ts.CallExpression,
  tools: ValueTools,
): ts.Type {
  const { checker } = tools;
  const member = findMember(call, checker);
  const declared = member === undefined
    ? checker.getContextualType(call)
    : typeOfMember(member, tools);
  const given = checker.getTypeAtLocation(call);
  return valueOf(declared, given, checker) ?? valueOf(given, given, checker) ??
    readWritten(call, member, checker);
}

/** Returns the declaration of the member that a state is assigned to. */
export function findMember(
  call: ts.Expression,
  checker: ts.TypeChecker,
): ts.PropertyDeclaration | undefined {
  const { parent } = call;
  const isWrapped = ts.isParenthesizedExpression(parent) ||
    ts.isAsExpression(parent) || ts.isSatisfiesExpression(parent) ||
    ts.isNonNullExpression(parent);
  if (isWrapped) return findMember(parent, checker);
  if (ts.isPropertyDeclaration(parent)) return parent;
  const isAssigned = ts.isBinaryExpression(parent) &&
    parent.operatorToken.kind === ts.SyntaxKind.EqualsToken &&
    parent.right === call && ts.isPropertyAccessExpression(parent.left) &&
    parent.left.expression.kind === ts.SyntaxKind.ThisKeyword;
  if (!isAssigned) return undefined;
  const node = checker.getSymbolAtLocation(parent.left.name)?.valueDeclaration;
  return node !== undefined && ts.isPropertyDeclaration(node)
    ? node
    : undefined;
}

/** Returns a member's type as the actor has it, which may extend its class. */
function typeOfMember(
  member: ts.PropertyDeclaration,
  { checker, actor }: ValueTools,
): ts.Type {
  const own = actor.getProperties().find(({ valueDeclaration }) =>
    valueDeclaration === member
  );
  return own === undefined
    ? checker.getTypeAtLocation(member)
    : checker.getTypeOfSymbol(own);
}

/** Returns the type of the values of a State, if a type is one. */
function valueOf(
  type: ts.Type | undefined,
  given: ts.Type,
  checker: ts.TypeChecker,
): ts.Type | undefined {
  // Where the library cannot be found, what is given is of any type.
  const state: ts.Symbol | undefined = given.symbol;
  if (type === undefined || state === undefined) return undefined;
  const parts = type.isUnion() ? type.types : [type];
  const value = parts.find(({ symbol }) => symbol === state)
    ?.getProperty("value");
  return value && checker.getTypeOfSymbol(value);
}

/** Reads the type from the source: the library may not be on disk. */
function readWritten(
  call: ts.CallExpression,
  member: ts.PropertyDeclaration | undefined,
  checker: ts.TypeChecker,
): ts.Type {
  const declared = member?.type;
  const isState = declared !== undefined &&
    ts.isTypeReferenceNode(declared) &&
    readImported(declared, checker) === "State";
  const [argument] = (isState ? declared.typeArguments : undefined) ??
    call.typeArguments ?? [];
  if (argument !== undefined) return checker.getTypeFromTypeNode(argument);
  const [, initial] = call.arguments;
  const [signature] = initial === undefined
    ? []
    : checker.getTypeAtLocation(initial).getCallSignatures();
  return signature?.getReturnType() ?? checker.getAnyType();
}
