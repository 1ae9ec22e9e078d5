import { array, pick } from "./object.ts";
import { mismatch, type PartCopier, type Step, within } from "./mismatch.ts";
import type { ReferenceOwner } from "../reference/reference.ts";

/**
 * Copies an array, a map or a set that has members of its own. Bytes have no
 * place for them: there it is a list of what it holds and of its members.
 */
export function extended(
  value: unknown,
  step: Step,
  owner: ReferenceOwner,
  copyBase: PartCopier,
  copyMembers: PartCopier,
  names: readonly string[],
): unknown {
  try {
    const { direction } = owner;
    if (direction === "decoding") {
      const [base, members, ...more] = array(value);
      if (more.length > 0) throw mismatch("what it holds and members", value);
      const copy = copyBase(base, null, owner);
      return assign(copy, copyMembers(members, null, owner));
    }
    const copy = copyBase(value, null, owner);
    const source = pick(value as Readonly<Record<string, unknown>>, names);
    const members = copyMembers(source, null, owner);
    return direction === "encoding" ? [copy, members] : assign(copy, members);
  } catch (error) {
    throw within(step, error);
  }
}

function assign(copy: unknown, members: unknown): unknown {
  return Object.assign(copy as object, members);
}
