type PlatformClass = new (message: string, details: unknown) => Error;

/** A platform's error classes, by their names; not every platform has each. */
const CLASSES: ReadonlyMap<string, PlatformClass> = new Map([
  ...listClasses("", globalThis, /^(?:DOMException|QuotaExceededError)$/),
  ...listClasses("WebAssembly.", globalThis.WebAssembly),
  ...listClasses("Deno.errors.", globalThis.Deno?.errors),
]);

const NAMES: ReadonlyMap<unknown, string> = new Map(
  CLASSES.entries().map(([name, { prototype }]) => [prototype, name]),
);

const NONE: readonly string[] = [];

/** What errors of a class know beside their message, and show by getters. */
const DETAILS: ReadonlyMap<string, readonly string[]> = new Map([
  ["QuotaExceededError", ["quota", "requested"]],
]);

/**
 * Returns which class of the platform an error is of, where its `name` does not
 * tell: programs have errors of these names, too.
 */
export function platformClassOf(error: Error): string | undefined {
  try {
    return NAMES.get(Object.getPrototypeOf(error));
  } catch {
    // Only a Proxy can refuse to tell.
    return undefined;
  }
}

/** Names the fields of a class that only its constructor can set. */
export function detailsOf(
  platformClass: string | undefined,
): readonly string[] {
  return DETAILS.get(platformClass ?? "") ?? NONE;
}

/** Builds an error of a class, if this platform has it. */
export function buildPlatformError(
  platformClass: string | undefined,
  message: string,
  fields: ReadonlyMap<string, unknown>,
): Error | undefined {
  const Class = CLASSES.get(platformClass ?? "");
  if (Class === undefined) return undefined;
  if (platformClass === "DOMException") {
    return new Class(message, fields.get("name") ?? "Error");
  }
  const details = detailsOf(platformClass).flatMap((key) => {
    const value = fields.get(key);
    return value === null || value === undefined ? [] : [[key, value]];
  });
  try {
    return new Class(message, Object.fromEntries(details));
  } catch {
    // What came over a wire may be what its constructor refuses.
    return undefined;
  }
}

function listClasses(
  prefix: string,
  namespace: object | undefined,
  wanted = /(?:)/,
): [name: string, errorClass: PlatformClass][] {
  const names = Object.getOwnPropertyNames(namespace ?? {});
  return names.filter((name) => wanted.test(name)).flatMap((name) => {
    const member: unknown = Reflect.get(namespace!, name);
    return typeof member === "function" && member.prototype instanceof Error
      ? [[`${prefix}${name}`, member as PlatformClass]]
      : [];
  });
}
