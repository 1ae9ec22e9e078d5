import { isPlain, kindOf } from "./kind.ts";
import { type Members, object, readMember } from "./check_object.ts";
import { type PartCopier, type Step, unfit, within } from "./mismatch.ts";
import { type ReferenceOwner, UNOWNED } from "./reference.ts";
import { asRefusal, type Refusal } from "./refusal.ts";

/** Reads the named members that an object has, each once. */
function pickPresent(value: unknown, names: readonly string[]): Members {
  const source = object(value);
  // A copy would pass for plain where a variant needs no member.
  if (!isPlain(source)) return source;
  const members: Record<string, unknown> = {};
  for (const name of names) {
    const member = readMember(source, name);
    if (member !== undefined) members[name] = member;
  }
  return members;
}

/**
 * Copies a value as each variant of a union that it fits, and puts the copies
 * together: the first that fits may know less of it than another. The named
 * members are read once, whatever the number of variants.
 */
export function fit(
  value: unknown,
  step: Step,
  expected: string,
  variants: readonly PartCopier[],
  members: readonly string[] | null,
  owner: ReferenceOwner = UNOWNED,
): unknown {
  try {
    const source = members === null ? value : pickPresent(value, members);
    return copyFitting(source, expected, variants, owner);
  } catch (error) {
    throw within(step, error);
  }
}

function copyFitting(
  value: unknown,
  expected: string,
  variants: readonly PartCopier[],
  owner: ReferenceOwner,
): unknown {
  const copies: unknown[] = [];
  const refusals: Refusal[] = [];
  for (const copyVariant of variants) {
    try {
      copies.push(copyVariant(value, null, owner));
    } catch (error) {
      refusals.push(asRefusal(error));
    }
  }
  if (copies.length > 0) return copies.reduce(merge);
  throw furthest(refusals) ?? unfit(expected, kindOf(value));
}

/** Returns the refusal from furthest below, if all from there say the same. */
function furthest(refusals: readonly Refusal[]): Refusal | undefined {
  const depth = Math.max(...refusals.map((refusal) => refusal.depth));
  const deepest = refusals.filter((refusal) => refusal.depth === depth);
  const sentences = deepest.map((refusal) => refusal.toCodecError().message);
  return new Set(sentences).size === 1 ? deepest[0] : undefined;
}

/** Puts what one copy has into another copy of the same value. */
function merge(into: unknown, from: unknown): unknown {
  if (Array.isArray(into) && Array.isArray(from)) {
    return into.map((item, index) => merge(item, from[index]));
  }
  if (into instanceof Map && from instanceof Map) {
    const values = from.values();
    return new Map(
      Array.from(into, ([key, one]) => [key, merge(one, values.next().value)]),
    );
  }
  if (into instanceof Set && from instanceof Set) {
    const members = from.values();
    return new Set(Array.from(into, (one) => merge(one, members.next().value)));
  }
  if (!isMembers(into) || !isMembers(from)) return into;
  for (const [name, member] of Object.entries(from)) {
    into[name] = Object.hasOwn(into, name) ? merge(into[name], member) : member;
  }
  return into;
}

function isMembers(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null &&
    Object.getPrototypeOf(value) === Object.prototype;
}
