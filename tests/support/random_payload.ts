import type { Chance } from "./chance.ts";

/** Makes a value with objects in it that both sides could change. */
export function randomPayload(chance: Chance, depth = 3): unknown {
  const inner = () => randomPayload(chance, depth - 1);
  if (depth === 0) return chance.pick([1, "text", null, true, -0.5]);
  switch (chance.below(6)) {
    case 0:
      return Array.from({ length: chance.below(4) }, inner);
    case 1:
      return { one: inner(), two: { three: inner() } };
    case 2:
      return new Map([["key", inner()], ["other", inner()]]);
    case 3:
      return new Set([inner(), inner()]);
    case 4:
      return { bytes: new Uint8Array([1, 2, chance.below(256)]), at: inner() };
    default:
      return { date: new Date(chance.below(1e9)), list: [inner()] };
  }
}

/** Changes every object in a value, in place. */
export function spoil(value: unknown): void {
  if (Array.isArray(value)) {
    value.forEach(spoil);
    value.push("spoiled");
  } else if (value instanceof Map) {
    value.forEach(spoil);
    value.set("spoiled", true);
  } else if (value instanceof Set) {
    value.forEach(spoil);
    value.add("spoiled");
  } else if (value instanceof Date) value.setTime(0);
  else if (value instanceof Uint8Array) value.fill(0);
  else if (typeof value === "object" && value !== null) {
    Object.values(value).forEach(spoil);
    Object.assign(value, { spoiled: true });
  }
}
