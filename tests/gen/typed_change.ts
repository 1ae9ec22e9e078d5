import { entryStep, memberStep } from "../../src/codec/refusal.ts";
import type { Chance } from "../support/chance.ts";
import { isPlain } from "./typed_containers.ts";
import { STRAYS } from "./typed_leaves.ts";

/** A value with one change in it. */
export interface Changed {
  readonly value: unknown;
  /** Where it was changed. */
  readonly path: string;
}

/** Changes one place of a value, which is used up; most are wrong then. */
export function change(value: unknown, chance: Chance, path = ""): Changed {
  const isObject = typeof value === "object" && value !== null;
  if (!isObject || chance.below(4) === 0) {
    return { value: chance.pick(STRAYS)(), path };
  }
  if (Array.isArray(value)) return changeArray(value, chance, path);
  if (value instanceof Map) return changeMap(value, chance, path);
  if (value instanceof Set) return changeSet(value, chance, path);
  return isPlain(value)
    ? changeMembers(value as Record<string, unknown>, chance, path)
    : { value: chance.pick(STRAYS)(), path };
}

function changeArray(
  value: unknown[],
  chance: Chance,
  path: string,
): Changed {
  if (value.length === 0 || chance.below(4) === 0) {
    if (chance.below(2) === 0) value.pop();
    else value.push(chance.pick(STRAYS)());
    return { value, path };
  }
  const at = chance.below(value.length);
  const changed = change(value[at], chance, `${path}[${at}]`);
  value[at] = changed.value;
  return { value, path: changed.path };
}

function changeMap(
  value: Map<unknown, unknown>,
  chance: Chance,
  path: string,
): Changed {
  const entries = [...value];
  const at = chance.below(entries.length);
  const entry = entries[at];
  if (entry === undefined) {
    value.set(chance.pick(STRAYS)(), chance.pick(STRAYS)());
    return { value, path };
  }
  const isKey = chance.below(2) === 0;
  const step = isKey ? `.keys()[${at}]` : entryStep(entry[0], at);
  const changed = change(entry[isKey ? 0 : 1], chance, `${path}${step}`);
  entry[isKey ? 0 : 1] = changed.value;
  return { value: new Map(entries), path: changed.path };
}

function changeSet(
  value: Set<unknown>,
  chance: Chance,
  path: string,
): Changed {
  const members = [...value];
  const at = chance.below(members.length + 1);
  const changed = change(members[at], chance, `${path}.values()[${at}]`);
  members[at] = changed.value;
  return { value: new Set(members), path: changed.path };
}

function changeMembers(
  value: Record<string, unknown>,
  chance: Chance,
  path: string,
): Changed {
  const names = Object.keys(value);
  const name = chance.pick([...names, "a", "more"]);
  const at = `${path}${memberStep(name)}`;
  if (Object.hasOwn(value, name) && chance.below(4) === 0) {
    delete value[name];
    return { value, path: at };
  }
  const changed = change(value[name], chance, at);
  value[name] = changed.value;
  return { value, path: changed.path };
}

/** Lists the objects that a value is made of, buffers too. */
export function listObjects(
  value: unknown,
  into: Set<object> = new Set(),
): Set<object> {
  if (typeof value !== "object" || value === null) return into;
  into.add(value);
  if (ArrayBuffer.isView(value)) into.add(value.buffer);
  else for (const part of partsOf(value)) listObjects(part, into);
  return into;
}

function partsOf(value: object): unknown[] {
  return value instanceof Map
    ? [...value].flat(1)
    : value instanceof Set
    ? [...value]
    : Object.values(value);
}

/** Does without the members that are `undefined`, which may be missing too. */
export function strip(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(strip);
  if (value instanceof Set) return new Set([...value].map(strip));
  if (value instanceof Map) {
    return new Map([...value].map(([key, one]) => [strip(key), strip(one)]));
  }
  if (!isPlain(value)) return value;
  const present = Object.entries(value).filter(([, one]) => one !== undefined);
  return Object.fromEntries(present.map(([name, one]) => [name, strip(one)]));
}
