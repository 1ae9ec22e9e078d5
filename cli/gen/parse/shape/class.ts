import { ts } from "../compiler/compiler.ts";
import { isLibrary } from "../compiler/host.ts";
import { isProxyFile } from "../compiler/stub.ts";

const HIDDEN = ts.ModifierFlags.Private | ts.ModifierFlags.Protected;

/** The name of the class that all proxies extend. */
export const PROXY_BASE = "ActorProxy";

/** Whether values of a type can be called or constructed. */
export function isCallable(type: ts.Type): boolean {
  return type.getCallSignatures().length > 0 ||
    type.getConstructSignatures().length > 0;
}

/** Whether a type is, or extends, the base class of all proxies. */
export function isProxy(type: ts.Type): boolean {
  const symbol = type.getSymbol();
  if (symbol?.name === PROXY_BASE) return true;
  const file = symbol?.declarations?.[0]?.getSourceFile().fileName;
  if (file !== undefined && isProxyFile(file)) return true;
  return type.getBaseTypes()?.some(isProxy) ?? false;
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

/** Whether a type is an error class of anybody's. */
export function isError(type: ts.Type): boolean {
  return isBuiltIn(type) && type.symbol.name.endsWith("Error") ||
    (type.getBaseTypes()?.some(isError) ?? false);
}

/** Whether a type of an intersection does no more than add members. */
export function isMembersOnly(type: ts.Type, checker: ts.TypeChecker): boolean {
  const isSpecial = (type.flags & ts.TypeFlags.Object) === 0 ||
    checker.isArrayType(type) || checker.isTupleType(type) || isProxy(type) ||
    isCallable(type) || isBehaviour(type) || isBuiltIn(type);
  return !isSpecial;
}

/** Whether a type stands for no value. */
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
    ) || (type.getBaseTypes()?.some(isBehaviour) ?? false);
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
