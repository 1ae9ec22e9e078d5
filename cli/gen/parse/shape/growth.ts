import { ts } from "../compiler/compiler.ts";
import { findPlainType, isBuiltIn, isCallable, isProxy } from "./class.ts";

/**
 * Most times in a row that a type may refer to itself with larger arguments.
 * The compiler itself gives up an instantiation at this depth.
 */
export const MAX_GROWTH = 100;

/** Most types that are looked at to find out whether one grows for ever. */
const MAX_EXPLORED = 100_000;

/** Nodes of a type that are counted before it is as large as any other. */
const MAX_SIZE = 10_000;

/** Uses of one declaration in a row after which its growth is explored. */
const SUSPICIOUS = 4;

/** The types on the way to a part, the innermost first. */
export interface Ancestry {
  readonly type: ts.Type;
  readonly above: Ancestry | undefined;
}

/** Returns the declaration that a type is an instance of. */
function originOf(type: ts.Type): ts.Symbol | undefined {
  return type.aliasSymbol ?? type.getSymbol();
}

/**
 * Tells types that refer to ever larger instances of themselves from those
 * that merely are deep: the former have no end, whatever the limit.
 */
export class Growth {
  readonly #checker: ts.TypeChecker;
  readonly #endless = new Map<ts.Symbol, boolean>();
  readonly #sizes = new Map<ts.Type, number>();

  constructor(checker: ts.TypeChecker) {
    this.#checker = checker;
  }

  /** Whether a type, reached by way of others, never comes to an end. */
  isEndless(type: ts.Type, above: Ancestry | undefined): boolean {
    const symbol = originOf(type);
    if (symbol === undefined || argumentsOf(type, this.#checker).length === 0) {
      return false;
    }
    let size = Infinity;
    let growth = 0;
    let at: Ancestry | undefined = { type, above };
    for (; at !== undefined && growth <= SUSPICIOUS; at = at.above) {
      if (originOf(at.type) !== symbol) continue;
      const own = this.#sizeOf(at.type);
      if (own >= size) return false;
      size = own;
      growth++;
    }
    return growth > SUSPICIOUS && this.#explore(type, symbol);
  }

  /** Follows a type until it has grown too often, or has come to its end. */
  #explore(type: ts.Type, symbol: ts.Symbol): boolean {
    const known = this.#endless.get(symbol);
    if (known !== undefined) return known;
    const seen = new Set<ts.Type>();
    const waiting = [{ type, size: 0, growth: 0 }];
    let isEndless = false;
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      if (seen.has(at.type)) continue;
      seen.add(at.type);
      let { size, growth } = at;
      if (originOf(at.type) === symbol) {
        const own = this.#sizeOf(at.type);
        growth = own > size ? growth + 1 : 0;
        size = own;
      }
      isEndless = growth >= MAX_GROWTH || seen.size >= MAX_EXPLORED;
      if (isEndless) break;
      const parts = this.#partsOf(at.type);
      for (const part of parts) waiting.push({ type: part, size, growth });
    }
    this.#endless.set(symbol, isEndless);
    return isEndless;
  }

  /** Lists the types that values of a type hold. */
  #partsOf(type: ts.Type): readonly ts.Type[] {
    const checker = this.#checker;
    if (type.isUnion()) return type.types;
    const isObject = (type.flags & ts.TypeFlags.Object) !== 0;
    if (!isObject && !type.isIntersection()) return [];
    if (isProxy(type) || isCallable(type)) return [];
    if (isBuiltIn(type) || checker.isTupleType(type)) {
      return argumentsOf(type, checker);
    }
    const plain = findPlainType(type, checker);
    if (plain !== undefined) return [plain];
    return [
      ...checker.getIndexInfosOfType(type).map((info) => info.type),
      ...type.getProperties().map((one) => checker.getTypeOfSymbol(one)),
    ];
  }

  /** Counts the nodes of what a type was given as arguments. */
  #sizeOf(type: ts.Type): number {
    const known = this.#sizes.get(type);
    if (known !== undefined) return known;
    const seen = new Set([type]);
    const waiting = [...argumentsOf(type, this.#checker)];
    let size = 0;
    for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) {
      if (one.isStringLiteral()) size += one.value.length;
      if (++size > MAX_SIZE) break;
      if (seen.has(one)) continue;
      seen.add(one);
      waiting.push(...argumentsOf(one, this.#checker));
      // A type with a name is as large as its arguments.
      if (!isNamed(one)) waiting.push(...this.#partsOf(one));
    }
    this.#sizes.set(type, size);
    return size;
  }
}

function argumentsOf(
  type: ts.Type,
  checker: ts.TypeChecker,
): readonly ts.Type[] {
  if (type.aliasTypeArguments !== undefined) return type.aliasTypeArguments;
  const isReference = (type.flags & ts.TypeFlags.Object) !== 0 &&
    ((type as ts.ObjectType).objectFlags & ts.ObjectFlags.Reference) !== 0;
  return isReference ? checker.getTypeArguments(type as ts.TypeReference) : [];
}

function isNamed(type: ts.Type): boolean {
  return originOf(type)?.name.startsWith("__") === false;
}
