/** Why a built-in type can be no message. */
export interface Refusal {
  readonly reason: string;
  readonly hint: string;
}

/** `data` is copied as it is; a `container` is what it contains. */
export type BuiltInRule = Refusal | "data" | "container";

const CONTAINERS: ReadonlySet<string> = new Set([
  "Map",
  "ReadonlyMap",
  "ReadonlySet",
  "Set",
]);

const DATA: ReadonlySet<string> = new Set([
  "ArrayBuffer",
  "ArrayBufferLike",
  "ArrayBufferView",
  "BigInt",
  "BigInt64Array",
  "BigUint64Array",
  "Boolean",
  "DataView",
  "Date",
  "Float16Array",
  "Float32Array",
  "Float64Array",
  "Int16Array",
  "Int32Array",
  "Int8Array",
  "Number",
  "Object",
  "RegExp",
  "String",
  "URL",
  "Uint16Array",
  "Uint32Array",
  "Uint8Array",
  "Uint8ClampedArray",
]);

const REFUSED: readonly [pattern: RegExp, what: string, hint: string][] = [
  [/^Promise(?:Like)?$/, "promises", "await it first and send its value"],
  [/^Weak(?:Map|Set|Ref)$/, "weak references", "send the data itself"],
  [/Stream/, "byte streams", "send chunks, or publish to an actor stream"],
  [/Generator/, "generators", "send an array"],
  [/Itera(?:tor|ble)/, "iterators", "send an array"],
  [/Function$/, "functions", "send data, or a proxy to call back"],
];

/** Tells what a built-in type is as a message; nothing if it has no rule. */
export function findBuiltInRule(name: string): BuiltInRule | undefined {
  if (DATA.has(name) || name.endsWith("Error")) return "data";
  if (CONTAINERS.has(name)) return "container";
  for (const [pattern, what, hint] of REFUSED) {
    if (!pattern.test(name)) continue;
    return { reason: `${what} cannot be messages`, hint };
  }
  return undefined;
}
