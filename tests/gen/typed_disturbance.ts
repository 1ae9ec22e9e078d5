import type { Chance } from "../support/chance.ts";
import { isPlain } from "./typed_containers.ts";

/**
 * Returns a copy whose objects are as another version of their type may send
 * them: members in another order, more of them, or fewer.
 */
export function disturb(copy: unknown, chance: Chance): unknown {
  if (typeof copy !== "object" || copy === null) return copy;
  if (Array.isArray(copy)) return copy.map((one) => disturb(one, chance));
  if (copy instanceof Set) {
    return new Set([...copy].map((one) => disturb(one, chance)));
  }
  if (copy instanceof Map) {
    const entries = [...copy].map(([key, value]) =>
      [key, disturb(value, chance)] as const
    );
    return new Map(entries);
  }
  return isPlain(copy) ? disturbMembers(copy, chance) : copy;
}

function disturbMembers(copy: object, chance: Chance): object {
  let entries = Object.entries(copy).map(([name, value]) =>
    [name, disturb(value, chance)] as const
  );
  switch (chance.below(6)) {
    case 0:
      entries = entries.toReversed();
      break;
    case 1:
      entries.splice(chance.below(entries.length + 1), 0, ["unknown", 1]);
      break;
    case 2:
      entries.splice(chance.below(entries.length + 1), 1);
      break;
    case 3:
      entries.push(["later", undefined]);
      break;
  }
  return Object.fromEntries(entries);
}

/** Bytes that mean something wherever they stand. */
const HEADS = [0x00, 0x20, 0x60, 0x80, 0xa0, 0xc1, 0xf4, 0xf6, 0xf7, 0xfb];

/** Returns bytes with a few changes. */
export function mutate(bytes: Uint8Array, chance: Chance): Uint8Array {
  const mutated = [...bytes];
  for (let left = chance.below(3); left >= 0; left--) {
    const at = chance.below(mutated.length + 1);
    switch (chance.below(7)) {
      case 0:
        mutated.splice(at, 1);
        break;
      case 1:
        mutated.splice(at, 0, chance.below(256));
        break;
      case 2:
        mutated.splice(at);
        break;
      case 3:
        mutated[at] = chance.below(256);
        break;
      case 4:
        mutated[at] = chance.pick(HEADS);
        break;
      case 5:
        mutated[at] = (mutated[at] ?? 0) + (chance.below(2) === 0 ? 1 : -1);
        break;
      default: {
        const from = chance.below(mutated.length + 1);
        mutated.splice(at, 0, ...mutated.slice(from, from + chance.below(9)));
      }
    }
  }
  return Uint8Array.from(mutated);
}
