import { ts } from "./parse_compiler.ts";
import { findBuiltInRule } from "./parse_built_ins.ts";
import { isLibrary } from "./parse_host.ts";
import { placeOf } from "./parse_place.ts";
import type { Code, Diagnostics } from "./diagnostics.ts";

/** Why a type can be no message, and where in it. */
interface Obstacle {
  readonly path: string;
  readonly reason: string;
  readonly hint: string;
}

// A type may refer to ever larger types without end; what is wrong with it
// shows near its top or never.
const MAX_DEPTH = 12;
const MAX_TYPES = 2_000;
// Whoever sends a built-in by mistake need not read of all its methods.
const MAX_FOUND = 3;

/** Knows which types can be messages. */
export class MessageRules {
  readonly #checker: ts.TypeChecker;
  readonly #diagnostics: Diagnostics;
  readonly #harmless = new WeakSet<ts.Type>();

  constructor(checker: ts.TypeChecker, diagnostics: Diagnostics) {
    this.#checker = checker;
    this.#diagnostics = diagnostics;
  }

  /** Reports what in a parameter's type cannot be a message. */
  checkParameter(type: ts.Type, name: string, node: ts.Node): void {
    this.#check(type, name, "GEN302", node);
  }

  /** Reports what in a method's result cannot be a message. */
  checkResult(type: ts.Type, node: ts.Node): void {
    this.#check(type, "result", "GEN303", node);
  }

  #check(type: ts.Type, path: string, code: Code, node: ts.Node): void {
    if (this.#harmless.has(type)) return;
    const search = new ObstacleSearch(this.#checker);
    search.visit(type, path, 0);
    if (search.found.length === 0) this.#harmless.add(type);
    for (const { path, reason, hint } of search.found) {
      this.#diagnostics.add(code, placeOf(node), `${path}: ${reason}`, hint);
    }
  }
}

class ObstacleSearch {
  readonly found: Obstacle[] = [];
  readonly #checker: ts.TypeChecker;
  readonly #visited = new Set<ts.Type>();

  constructor(checker: ts.TypeChecker) {
    this.#checker = checker;
  }

  visit(type: ts.Type, path: string, depth: number): void {
    if (depth > MAX_DEPTH || this.#visited.size > MAX_TYPES) return;
    if (type.flags & ts.TypeFlags.ESSymbolLike) {
      this.#add(path, "symbols cannot be messages", "send a string");
    }
    if (this.#visited.has(type)) return;
    if (type.isUnionOrIntersection()) {
      return this.#visitParts(type, path, depth);
    }
    if ((type.flags & ts.TypeFlags.Object) === 0) return;
    this.#visited.add(type);
    if (isCallable(type)) {
      const hint = "send data, or the proxy of an actor to call back";
      this.#add(path, "functions cannot be messages", hint);
    } else if (this.#checker.isTupleType(type)) {
      for (const [index, one] of this.#argumentsOf(type).entries()) {
        this.visit(one, `${path}[${index}]`, depth + 1);
      }
    } else if (this.#checker.isArrayType(type)) {
      this.#visitArguments(type, `${path}[]`, depth);
    } else {
      this.#visitObject(type, path, depth);
    }
  }

  #visitParts(
    type: ts.UnionOrIntersectionType,
    path: string,
    depth: number,
  ): void {
    // A branded primitive is that primitive, whatever its brand says.
    const isBranded = type.isIntersection() &&
      type.types.some(({ flags }) => (flags & ts.TypeFlags.Object) === 0);
    if (isBranded) return;
    for (const one of type.types) this.visit(one, path, depth);
  }

  #visitObject(type: ts.Type, path: string, depth: number): void {
    const symbol = type.getSymbol();
    const [node] = symbol?.declarations ?? [];
    if (symbol !== undefined && node && isLibrary(node.getSourceFile())) {
      const rule = findBuiltInRule(symbol.name);
      if (rule === "data") return;
      if (rule === "container") return this.#visitArguments(type, path, depth);
      if (rule !== undefined) return this.#add(path, rule.reason, rule.hint);
      if (type.getProperties().some(isMethod)) {
        const hint = "send the data that it holds";
        return this.#add(path, `${symbol.name} cannot be a message`, hint);
      }
    }
    if (isProxy(type) || hasCodec(symbol)) return;
    if (isBehaviour(type)) {
      return this.#add(
        path,
        `${symbol?.name} has methods or private members and no static codec`,
        "send plain data, or give the class a static codec",
      );
    }
    this.#visitMembers(type, path, depth);
  }

  #visitMembers(type: ts.Type, path: string, depth: number): void {
    for (const member of type.getProperties()) {
      // Members with symbols for keys are brands, or are left behind.
      if (member.name.startsWith("__@")) continue;
      const at = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(member.name)
        ? `${path}.${member.name}`
        : `${path}[${JSON.stringify(member.name)}]`;
      this.visit(this.#checker.getTypeOfSymbol(member), at, depth + 1);
    }
    for (const { type: one } of this.#checker.getIndexInfosOfType(type)) {
      this.visit(one, `${path}[key]`, depth + 1);
    }
  }

  #visitArguments(type: ts.Type, path: string, depth: number): void {
    for (const one of this.#argumentsOf(type)) this.visit(one, path, depth + 1);
  }

  #argumentsOf(type: ts.Type): readonly ts.Type[] {
    return isReference(type) ? this.#checker.getTypeArguments(type) : [];
  }

  #add(path: string, reason: string, hint: string): void {
    if (this.found.length < MAX_FOUND) this.found.push({ path, reason, hint });
  }
}

function isCallable(type: ts.Type): boolean {
  return type.getCallSignatures().length > 0 ||
    type.getConstructSignatures().length > 0;
}

function isReference(type: ts.Type): type is ts.TypeReference {
  return "target" in type;
}

function isMethod(symbol: ts.Symbol): boolean {
  return (symbol.flags & ts.SymbolFlags.Method) !== 0;
}

/** Whether a type is, or extends, the base class of all proxies. */
function isProxy(type: ts.Type): boolean {
  if (type.getSymbol()?.name === "ActorProxy") return true;
  return type.getBaseTypes()?.some(isProxy) ?? false;
}

function hasCodec(symbol: ts.Symbol | undefined): boolean {
  return symbol?.exports?.has(ts.escapeLeadingUnderscores("codec")) ?? false;
}

/** Whether a class gives its instances more than their own public data. */
function isBehaviour(type: ts.Type): boolean {
  const symbol = type.getSymbol();
  if (symbol === undefined || !(symbol.flags & ts.SymbolFlags.Class)) {
    return false;
  }
  const kinds = ts.SymbolFlags.Method | ts.SymbolFlags.Accessor;
  return hasPrivateNames(symbol) ||
    type.getProperties().some((member) =>
      (member.flags & kinds) !== 0 ||
      member.declarations?.some((node) =>
        (ts.getCombinedModifierFlags(node) & HIDDEN) !== 0
      )
    ) || (type.getBaseTypes()?.some(isBehaviour) ?? false);
}

function hasPrivateNames(symbol: ts.Symbol): boolean {
  return symbol.declarations?.some((node) =>
    ts.isClassLike(node) &&
    node.members.some(({ name }) =>
      name !== undefined && ts.isPrivateIdentifier(name)
    )
  ) ?? false;
}

const HIDDEN = ts.ModifierFlags.Private | ts.ModifierFlags.Protected;
