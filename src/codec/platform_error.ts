type PlatformClass = new (message: string, name: string) => Error;

/** A platform's error classes, by their names; not every platform has each. */
const CLASSES: ReadonlyMap<string, PlatformClass> = new Map([
  ["DOMException", globalThis.DOMException],
  ...listClasses("WebAssembly.", globalThis.WebAssembly),
  ...listClasses("Deno.errors.", globalThis.Deno?.errors),
]);

const NAMES: ReadonlyMap<unknown, string> = new Map(
  CLASSES.entries().map(([name, { prototype }]) => [prototype, name]),
);

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

/** Builds an error of a class, if this platform has it. */
export function buildPlatformError(
  platformClass: string | undefined,
  message: string,
  name: string,
): Error | undefined {
  const Class = CLASSES.get(platformClass ?? "");
  return Class && new Class(message, name);
}

function listClasses(
  prefix: string,
  namespace: object | undefined,
): [name: string, errorClass: PlatformClass][] {
  return Object.getOwnPropertyNames(namespace ?? {}).flatMap((name) => {
    const member: unknown = Reflect.get(namespace!, name);
    return typeof member === "function" && member.prototype instanceof Error
      ? [[`${prefix}${name}`, member as PlatformClass]]
      : [];
  });
}
