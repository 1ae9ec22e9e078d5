import { ts } from "./compiler/compiler.ts";
import { isOfPlatform } from "./shape/class.ts";
import type { TypeText } from "../model/facts.ts";
import type { TypeWriter } from "./type_text.ts";

/** What the writer of awaited types asks. */
export interface AwaitedTools {
  readonly checker: ts.TypeChecker;
  readonly writer: TypeWriter;
}

/** Writes the type that a promise of a declared type resolves to. */
export function writeAwaited(
  node: ts.TypeNode,
  scope: ts.Node,
  tools: AwaitedTools,
): TypeText | undefined {
  const { checker, writer } = tools;
  const type = checker.getTypeFromTypeNode(node);
  const isSettled = checker.getAwaitedType(type) === type;
  if (!isSettled && ts.isParenthesizedTypeNode(node)) {
    return writeAwaited(node.type, scope, tools);
  }
  if (!isSettled && ts.isUnionTypeNode(node)) {
    return writeAwaitedUnion(node, scope, tools);
  }
  const promised = findPromised(node, checker);
  if (promised !== undefined) return writeAwaited(promised, scope, tools);
  const text = writer.writeNode(node, scope);
  return isSettled || text === undefined ? text : ["Awaited<", ...text, ">"];
}

function writeAwaitedUnion(
  node: ts.UnionTypeNode,
  scope: ts.Node,
  tools: AwaitedTools,
): TypeText | undefined {
  // `number | Promise<number>` is one `number`.
  const members = new Map<string, TypeText>();
  for (const member of node.types) {
    const text = writeAwaited(member, scope, tools);
    if (text === undefined) return undefined;
    const part: TypeText = isLoose(member, tools.checker)
      ? ["(", ...text, ")"]
      : text;
    members.set(JSON.stringify(part), part);
  }
  return [...members.values()].flatMap((text, index) =>
    index === 0 ? text : [" | ", ...text]
  );
}

/**
 * Returns the argument of `Promise<...>` itself: what an alias's arguments
 * are for, only its declaration says.
 */
function findPromised(
  node: ts.TypeNode,
  checker: ts.TypeChecker,
): ts.TypeNode | undefined {
  if (!ts.isTypeReferenceNode(node)) return undefined;
  const symbol = checker.getSymbolAtLocation(node.typeName);
  const isPromise = symbol !== undefined && isOfPlatform(symbol) &&
    (symbol.name === "Promise" || symbol.name === "PromiseLike");
  return isPromise ? node.typeArguments?.[0] : undefined;
}

/** Whether a promise's argument needs parentheses as a part of a union. */
function isLoose(node: ts.TypeNode, checker: ts.TypeChecker): boolean {
  const promised = findPromised(node, checker);
  return promised !== undefined &&
    (ts.isConditionalTypeNode(promised) || isLoose(promised, checker));
}
