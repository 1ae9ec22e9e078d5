import type { Primitive } from "./type_model.ts";

/** How a built-in type is copied as part of a message. */
export type BuiltInRule =
  | { readonly kind: "refused"; readonly reason: string; readonly hint: string }
  | {
    readonly kind:
      | Primitive
      | "error"
      | "instance"
      | "map"
      | "set"
      | "unknown"
      | "view";
  };

const RULES: ReadonlyMap<string, BuiltInRule["kind"]> = new Map([
  ["ArrayBufferView", "view"],
  ["BigInt", "bigint"],
  ["Boolean", "boolean"],
  ["Map", "map"],
  ["Number", "number"],
  ["Object", "unknown"],
  ["ReadonlyMap", "map"],
  ["ReadonlySet", "set"],
  ["Set", "set"],
  ["String", "string"],
]);

/** The classes of the platform whose instances are data. */
export const DATA_CLASSES: readonly string[] = [
  "ArrayBuffer",
  "BigInt64Array",
  "BigUint64Array",
  "DataView",
  "Date",
  "Float16Array",
  "Float32Array",
  "Float64Array",
  "Int16Array",
  "Int32Array",
  "Int8Array",
  "RegExp",
  "URL",
  "Uint16Array",
  "Uint32Array",
  "Uint8Array",
  "Uint8ClampedArray",
];

const REFUSED: readonly [pattern: RegExp, what: string, hint: string][] = [
  [/^Promise(?:Like)?$/, "promises", "await it first and send its value"],
  [/^Weak(?:Map|Set|Ref)$/, "weak references", "send the data itself"],
  [/Stream/, "byte streams", "send chunks, or publish to an actor stream"],
  [/Generator/, "generators", "send an array"],
  [/Itera(?:tor|ble)/, "iterators", "send an array"],
  [/Function$/, "functions", "send data, or a proxy to call back"],
];

/** Returns the rule of a built-in type, if it has one. */
export function findBuiltInRule(name: string): BuiltInRule | undefined {
  const kind = RULES.get(name);
  if (kind !== undefined && kind !== "refused") return { kind };
  if (DATA_CLASSES.includes(name)) return { kind: "instance" };
  if (name.endsWith("Error")) return { kind: "error" };
  for (const [pattern, what, hint] of REFUSED) {
    if (!pattern.test(name)) continue;
    return { kind: "refused", reason: `${what} cannot be messages`, hint };
  }
  return undefined;
}
