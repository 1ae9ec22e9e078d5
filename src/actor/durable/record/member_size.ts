import type { RecordMember } from "../../../base/durable_errors.ts";
import { giveWriterBack, takeWriter } from "../../../codec/bytes/pool.ts";
import { writeAny } from "../../../codec/bytes/write_any.ts";
import { ENCODING } from "../../../codec/reference/reference.ts";

/** A state whose members are measured. */
export interface MeasuredState {
  readonly name: string;
  readonly size: number;
  /** What it holds. */
  readonly current: unknown;
}

/** Returns the sizes of a state's members, or of itself if it has none. */
export function measureMembers(state: MeasuredState): RecordMember[] {
  const { name, size, current } = state;
  if (typeof current !== "object" || current === null) {
    return [{ name, bytes: size }];
  }
  const members = Object.entries(current).map(([key, value]) => ({
    name: Array.isArray(current) ? `${name}[${key}]` : `${name}.${key}`,
    bytes: measure(value),
  }));
  return members.length === 0 ? [{ name, bytes: size }] : members;
}

function measure(value: unknown): number {
  const to = takeWriter(ENCODING);
  try {
    writeAny(value, to);
    return to.length;
  } catch {
    // Of a class with a codec of its own: it is not measured by itself.
    return 0;
  } finally {
    giveWriterBack(to);
  }
}
