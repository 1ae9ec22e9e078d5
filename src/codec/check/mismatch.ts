import { checkDepth } from "../copy/copy.ts";
import { kindOf } from "../copy/kind.ts";
import type { ReferenceOwner } from "../reference/reference.ts";
import { asRefusal, memberStep, Refusal } from "../refusal.ts";

/**
 * The way from a container to one of its parts: a member's name or an index.
 * It is `null` where the container itself adds the step.
 */
export type Step = string | number | null;

/** Checks and copies a part of a value; generated code consists of these. */
export type PartCopier<Part = unknown> = (
  value: unknown,
  step: Step,
  owner: ReferenceOwner,
) => Part;

/** Returns the refusal of a value of another type than the declared one. */
export function mismatch(
  expected: string,
  value: unknown,
  step: Step = null,
): Refusal {
  return unfit(expected, kindOf(value), step);
}

/** Returns the refusal of a value that is wrong in another way than kind. */
export function unfit(
  expected: string,
  actual: string,
  step: Step = null,
): Refusal {
  const sentence = `expected ${expected}, got ${actual}`;
  return within(step, new Refusal(sentence, actual, { expected }));
}

/** Returns any thrown value as a refusal, with the step added to its path. */
export function within(step: Step, thrown: unknown): Refusal {
  const refusal = asRefusal(thrown);
  if (step === null) return refusal;
  const text = typeof step === "number" ? `[${step}]` : memberStep(step);
  return refusal.within(text);
}

let depth = 0;

/**
 * Enters a container that may hold others of its own type; a `finally` must
 * leave it.
 *
 * @throws {Refusal} If there are too many, as in a value that holds itself.
 */
export function nest(): void {
  depth++;
  checkDepth(depth);
}

/** Leaves what {@linkcode nest} entered. */
export function unnest(): void {
  depth--;
}

/** Returns the number of containers that are entered and not yet left. */
export function nesting(): number {
  return depth;
}

/** Does what lies so many containers deeper, which are entered elsewhere. */
export function nestBy<Result>(levels: number, run: () => Result): Result {
  depth += levels;
  try {
    return run();
  } finally {
    depth -= levels;
  }
}
