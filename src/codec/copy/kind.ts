import { Refusal } from "../refusal.ts";

/** Returns the refusal of a value of a kind that cannot be copied. */
export function refuseKind(value: unknown): Refusal {
  switch (typeof value) {
    case "function":
      return new Refusal("functions cannot be messages", "function");
    case "symbol":
      return new Refusal("symbols cannot be messages", "symbol");
    default:
      return refuseInstance(value as object);
  }
}

function refuseInstance(value: object): Refusal {
  if (value instanceof Promise) {
    return new Refusal("promises cannot be messages", "promise");
  }
  const maker = constructorOf(value);
  const name = maker === undefined ? "" : nameOf(maker);
  if (maker === undefined || name === "") {
    const sentence = "objects with inherited members cannot be messages";
    return new Refusal(sentence, "object with inherited members");
  }
  return isGlobal(name, maker)
    ? new Refusal(`${name} objects cannot be messages`, name)
    : new Refusal(
      `instances of class ${name} cannot be messages`,
      `class instance ${name}`,
    );
}

/** Returns a value's kind: `string`, `null`, `array`, `Map`, a class name. */
export function kindOf(value: unknown): string {
  if (typeof value !== "object") return typeof value;
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  const maker = constructorOf(value);
  const name = maker === undefined ? "" : nameOf(maker);
  return name === "" || maker === Object ? "object" : name;
}

/** Tells whether a value is an instance of that class and of no subclass. */
export function isExactly<Data extends object>(
  value: unknown,
  prototype: Data,
): value is Data {
  return typeof value === "object" && value !== null &&
    Object.getPrototypeOf(value) === prototype;
}

/** Tells whether an object is an instance of no class of the platform. */
export function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) return true;
  const maker = constructorOf(value);
  return maker === undefined || !isGlobal(nameOf(maker), maker);
}

/** Finds the constructor without running a getter of the user's. */
function constructorOf(value: object): object | undefined {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === null || typeof prototype !== "object") return undefined;
  const maker: unknown = dataOf(prototype, "constructor");
  return typeof maker === "function" ? maker : undefined;
}

function nameOf(maker: object): string {
  const name = dataOf(maker, "name");
  return typeof name === "string" ? name : "";
}

function isGlobal(name: string, maker: object): boolean {
  return dataOf(globalThis, name) === maker;
}

function dataOf(holder: object, key: string): unknown {
  return Object.getOwnPropertyDescriptor(holder, key)?.value;
}
