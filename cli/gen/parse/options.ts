import { ts } from "./compiler/compiler.ts";
import type { Diagnostics } from "../diagnostics.ts";
import { placeOf } from "./compiler/place.ts";

/** The tools of the reader of options. */
export interface OptionTools {
  readonly checker: ts.TypeChecker;
  readonly diagnostics: Diagnostics;
}

/** The facts that a class's static `options` give of its actor type. */
export interface TypeFacts {
  readonly type: string;
  readonly hasOptions: boolean;
  /** Whether its `options` are its own affair: private or protected. */
  readonly hidesOptions: boolean;
}

/** Reads the actor type and whether a class has static `options`. */
export function readOptions(
  node: ts.ClassDeclaration,
  className: string,
  { checker, diagnostics }: OptionTools,
): TypeFacts {
  const options = findOptions(node, checker);
  const declaration = options?.valueDeclaration;
  if (options === undefined || declaration === undefined) {
    return { type: className, hasOptions: false, hidesOptions: false };
  }
  const hidden = ts.ModifierFlags.Private | ts.ModifierFlags.Protected;
  if (ts.getCombinedModifierFlags(declaration) & hidden) {
    return { type: className, hasOptions: false, hidesOptions: true };
  }
  const named = readMember("actorType", options, declaration, checker);
  if (named === "unclear" || named === "") {
    diagnostics.add(
      "GEN210",
      placeOf(declaration),
      `the actorType of ${className} is no literal name`,
      'write it out: static readonly options = { actorType: "name" }',
    );
    return { type: className, hasOptions: true, hidesOptions: false };
  }
  return { type: named ?? className, hasOptions: true, hidesOptions: false };
}

/** Returns where a class's `options` are that have a literal as a member. */
export function findOption(
  node: ts.ClassDeclaration,
  name: string,
  literal: string,
  checker: ts.TypeChecker,
): ts.Declaration | undefined {
  const options = findOptions(node, checker);
  const declaration = options?.valueDeclaration;
  if (options === undefined || declaration === undefined) return undefined;
  const value = readMember(name, options, declaration, checker);
  return value === literal ? declaration : undefined;
}

function findOptions(
  node: ts.ClassDeclaration,
  checker: ts.TypeChecker,
): ts.Symbol | undefined {
  const { symbol } = checker.getTypeAtLocation(node);
  return checker.getTypeOfSymbolAtLocation(symbol, node)
    .getProperty("options");
}

/** Returns a member's literal, nothing if there is none, or `unclear`. */
function readMember(
  name: string,
  options: ts.Symbol,
  declaration: ts.Declaration,
  checker: ts.TypeChecker,
): string | undefined {
  const node = ts.isPropertyDeclaration(declaration)
    ? declaration.initializer
    : undefined;
  // The initializer is more exact than the declared type `ActorOptions`.
  const type = node === undefined
    ? checker.getTypeOfSymbol(options)
    : checker.getTypeAtLocation(unwrap(node));
  const member = type.getProperty(name);
  if (member === undefined) return undefined;
  const written = member.valueDeclaration;
  const named = written !== undefined && ts.isPropertyAssignment(written)
    ? checker.getTypeAtLocation(written.initializer)
    : checker.getTypeOfSymbol(member);
  return named.isStringLiteral() ? named.value : "unclear";
}

function unwrap(node: ts.Expression): ts.Expression {
  const isWrapped = ts.isSatisfiesExpression(node) || ts.isAsExpression(node) ||
    ts.isParenthesizedExpression(node);
  return isWrapped ? unwrap(node.expression) : node;
}
