import { ts } from "./compiler/compiler.ts";
import { placeOf } from "./compiler/place.ts";
import type { Diagnostics } from "../diagnostics.ts";
import { isMissing, isOfPlatform } from "./shape/class.ts";

/** What the check of generators asks. */
export interface StreamedTools {
  readonly checker: ts.TypeChecker;
  readonly diagnostics: Diagnostics;
}

/** What a streaming method yields, returns and is sent, as types. */
export interface Streamed {
  readonly yielded: ts.Type;
  /** `null` where the type says nothing of it. */
  readonly returned: ts.Type | null;
  /** What a consumer would have to send with each step; `null` for nothing. */
  readonly sent: ts.Type | null;
}

const STREAMED: ReadonlySet<string> = new Set([
  "AsyncGenerator",
  "AsyncIterable",
  "AsyncIterableIterator",
  "AsyncIteratorObject",
]);

const SYNCHRONOUS: ReadonlySet<string> = new Set([
  "Generator",
  "IterableIterator",
  "IteratorObject",
]);

/** Returns what a method streams; `null` if it returns a single result. */
export function readStreamed(
  type: ts.Type,
  checker: ts.TypeChecker,
): Streamed | null {
  if (!isOneOf(type, STREAMED)) return null;
  const [yielded, returned, sent] = checker.getTypeArguments(
    type as ts.TypeReference,
  );
  if (yielded === undefined) return null;
  return {
    yielded,
    // What is left out is `any` there: an iteration does not ask for it.
    returned: returned === undefined || isAny(returned) ? null : returned,
    sent: sent === undefined || takesNothing(sent) ? null : sent,
  };
}

/** Reports a generator that cannot be a streaming reply; tells if it did. */
export function checkGenerator(
  type: ts.Type,
  method: string,
  node: ts.SignatureDeclaration,
  { checker, diagnostics }: StreamedTools,
): boolean {
  const fault = findFault(type, checker);
  if (fault === null) return false;
  const [what, hint] = fault;
  const place = placeOf(node.name ?? node);
  diagnostics.add("GEN306", place, `${method} ${what}`, hint);
  return true;
}

/** Says what is wrong with a generator, and what would be right. */
function findFault(
  type: ts.Type,
  checker: ts.TypeChecker,
): readonly [string, string] | null {
  const streamed = readStreamed(type, checker);
  if (streamed !== null) {
    return streamed.sent && [
      "wants a value at each step",
      "let another method take it: a consumer only asks for the next value",
    ];
  }
  if (isSynchronousGenerator(type)) {
    return [
      "is a generator, not an async one",
      "write `async *`: each of its steps is a turn",
    ];
  }
  const awaited = checker.getAwaitedType(type) ?? type;
  return readStreamed(awaited, checker) && [
    "returns a promise of an async iterable",
    "return the async iterable itself, or write `async *`",
  ];
}

/** Whether a method's generator is no asynchronous one. */
function isSynchronousGenerator(type: ts.Type): boolean {
  return isOneOf(type, SYNCHRONOUS);
}

/** Finds the type argument at a place of a type that is streamed. */
export function findArgument(
  node: ts.TypeNode | undefined,
  index: number,
  checker: ts.TypeChecker,
): ts.TypeNode | undefined {
  if (node === undefined) return undefined;
  if (ts.isParenthesizedTypeNode(node)) {
    return findArgument(node.type, index, checker);
  }
  if (!ts.isTypeReferenceNode(node)) return undefined;
  const symbol = checker.getSymbolAtLocation(node.typeName);
  const isStreamed = symbol !== undefined && isOfPlatform(symbol) &&
    STREAMED.has(symbol.name);
  return isStreamed ? node.typeArguments?.[index] : undefined;
}

function isOneOf(type: ts.Type, names: ReadonlySet<string>): boolean {
  // A union or a primitive has none.
  const symbol: ts.Symbol | undefined = type.symbol;
  return symbol !== undefined && names.has(symbol.name) && isOfPlatform(symbol);
}

function isAny({ flags }: ts.Type): boolean {
  return (flags & ts.TypeFlags.Any) !== 0;
}

function takesNothing(type: ts.Type): boolean {
  const { flags } = type;
  const isOpen =
    (flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown | ts.TypeFlags.Void)) !==
      0;
  const types = type.isUnion() ? type.types : [type];
  return isOpen || types.every(isMissing);
}
