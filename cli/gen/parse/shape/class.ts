import { ts } from "../compiler/compiler.ts";
import { isLibrary } from "../compiler/host.ts";
import { isStub } from "../compiler/stub.ts";

const HIDDEN = ts.ModifierFlags.Private | ts.ModifierFlags.Protected;

/** The name of the class that all proxies extend. */
export const PROXY_BASE = "ActorProxy";

/** Whether values of a type can be called or constructed. */
export function isCallable(type: ts.Type): boolean {
  return type.getCallSignatures().length > 0 ||
    type.getConstructSignatures().length > 0;
}

/** Returns the types that a type extends; a generic one's as declared. */
export function basesOf(type: ts.Type): readonly ts.Type[] {
  const { target } = type as { readonly target?: ts.Type };
  return type.getBaseTypes() ?? target?.getBaseTypes() ?? [];
}

/** Whether a type is, or extends, the base class of all proxies. */
export function isProxy(type: ts.Type): boolean {
  const symbol = type.getSymbol();
  if (symbol?.name === PROXY_BASE && hasReferenceName(type)) return true;
  const file = symbol?.declarations?.[0]?.getSourceFile().fileName;
  if (file !== undefined && isStub(file)) return true;
  return basesOf(type).some(isProxy);
}

/** Whether a class is the library's: others may have its name. */
function hasReferenceName(type: ts.Type): boolean {
  return type.getProperties().some(({ name }) =>
    name.startsWith("__@referenceName@")
  );
}

/** Whether a type is the platform's own. */
export function isBuiltIn(type: ts.Type): boolean {
  const symbol = type.getSymbol();
  // Types that the compiler makes up have names like `__type`.
  return symbol !== undefined && !symbol.name.startsWith("__") &&
    isOfPlatform(symbol);
}

/** Whether a name is declared by the platform. */
export function isOfPlatform({ declarations }: ts.Symbol): boolean {
  const file = declarations?.[0]?.getSourceFile();
  return file !== undefined && isLibrary(file);
}

/** Whether a type is an error class, built in or a program's own. */
export function isError(type: ts.Type): boolean {
  return isBuiltIn(type) && type.symbol.name.endsWith("Error") ||
    basesOf(type).some(isError);
}

/**
 * Whether the compiler reduces a type to `never`. It keeps an intersection as
 * it is written until its members are asked for, and then has none to give.
 */
export function isNever(type: ts.Type, checker: ts.TypeChecker): boolean {
  if (!type.isIntersection()) return (type.flags & ts.TypeFlags.Never) !== 0;
  let is = empty.get(type);
  if (is === undefined) {
    // What has members is none, which is cheaper to know.
    is = type.getProperties().length === 0 &&
      checker.isTypeAssignableTo(type, checker.getNeverType());
    empty.set(type, is);
  }
  return is;
}

// An intersection is a part of many unions, and the compiler compares anew.
const empty = new WeakMap<ts.IntersectionType, boolean>();

/** Whether a type is that of a missing value. */
export function isMissing({ flags }: ts.Type): boolean {
  return (flags & (ts.TypeFlags.Undefined | ts.TypeFlags.Void)) !== 0;
}

/** Whether a class gives its instances more than their own public data. */
export function isBehaviour(type: ts.Type): boolean {
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
    ) || basesOf(type).some(isBehaviour);
}

/** Returns what the static `codec` of a type's class encodes to, if any. */
export function findPlainType(
  type: ts.Type,
  checker: ts.TypeChecker,
): ts.Type | undefined {
  const name = ts.escapeLeadingUnderscores("codec");
  const codec = type.getSymbol()?.exports?.get(name);
  const node = codec?.valueDeclaration;
  if (codec === undefined || node === undefined) return undefined;
  const declared = encodedBy(checker.getTypeOfSymbol(codec), checker);
  if (declared !== undefined) return declared;
  // Where the library is not on disk, `codec(...)` itself is not known.
  const call = ts.isPropertyDeclaration(node) ? node.initializer : undefined;
  const [given] = call && ts.isCallExpression(call) ? call.arguments : [];
  const written = given && encodedBy(checker.getTypeAtLocation(given), checker);
  return written ?? checker.getAnyType();
}

function encodedBy(
  codec: ts.Type,
  checker: ts.TypeChecker,
): ts.Type | undefined {
  const encode = codec.getProperty("encode");
  return encode && checker.getTypeOfSymbol(encode).getCallSignatures()[0]
    ?.getReturnType();
}

function hasPrivateNames(symbol: ts.Symbol): boolean {
  return symbol.declarations?.some((node) =>
    ts.isClassLike(node) &&
    node.members.some(({ name }) =>
      name !== undefined && ts.isPrivateIdentifier(name)
    )
  ) ?? false;
}
