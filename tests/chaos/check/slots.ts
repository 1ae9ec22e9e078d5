import {
  type Disorder,
  findDisorder,
  type Model,
  type Timed,
} from "../../support/linear/linear.ts";
import { type Call, CLOCK_MS } from "../client/history.ts";

/** What was asked of a register, and learned of it. */
export interface SlotOperation extends Timed {
  readonly lane: string;
  /** What it must have held; `null` where any number fits. */
  readonly found: number | null;
  /** What it holds afterwards; `null` where that is what it held. */
  readonly written: number | null;
}

const SLOT: Model<number, SlotOperation> = {
  initial: 0,
  apply: (state, { found, written }) =>
    found !== null && found !== state ? undefined : written ?? state,
  nameState: String,
};

/** Says which registers are not linearizable, and where. */
export function tellSlots(calls: readonly Call[]): string[] {
  const own = calls.filter(({ kind }) =>
    kind === "read" || kind === "swap" || kind === "write"
  );
  const byActor = Map.groupBy(own, ({ actor }) => actor);
  return [...byActor].flatMap(([actor, calls]) => {
    const disorder = findDisorder(SLOT, toOperations(calls));
    return disorder === null ? [] : [tell(actor, disorder)];
  });
}

/**
 * Returns what calls have done to one register. What was not answered took
 * effect before what it wrote was first found; if that never was, it may as
 * well not have been, for each number is written once.
 */
function toOperations(calls: readonly Call[]): SlotOperation[] {
  const foundAt = new Map<number, number>();
  for (const { endedAt, kind, outcome, value } of calls) {
    if (outcome !== "answered" || kind === "write") continue;
    const found = Number(value);
    foundAt.set(found, Math.min(foundAt.get(found) ?? Infinity, endedAt));
  }
  return calls.flatMap((call) => {
    const { at, kind, lane, outcome, parts } = call;
    if (outcome === "answered") return [toOperation(call)];
    const written = Number(parts.at(-1));
    const endedAt = foundAt.get(written);
    // A call that failed, or was not run, has written nothing.
    if (outcome !== "unknown" || kind === "read" || endedAt === undefined) {
      return [];
    }
    const found = kind === "swap" ? Number(parts[0]) : null;
    const askedAt = at - CLOCK_MS;
    // What was found before it was asked for has no place, as it must not.
    const answeredAt = Math.max(askedAt, endedAt + CLOCK_MS);
    return [{ askedAt, answeredAt, lane, found, written }];
  });
}

function toOperation(call: Call): SlotOperation {
  const { at, endedAt, kind, lane, parts, value } = call;
  // Clients have clocks of their own: what may overlap is taken to do so.
  const askedAt = at - CLOCK_MS;
  const answeredAt = endedAt + CLOCK_MS;
  const timed = { askedAt, answeredAt, lane };
  if (kind === "write") {
    return { ...timed, found: null, written: Number(parts[0]) };
  }
  const found = Number(value);
  const isSwapped = kind === "swap" && found === parts[0];
  return { ...timed, found, written: isSwapped ? Number(parts[1]) : null };
}

function tell(
  actor: string,
  { longest, state, stuck }: Disorder<number, SlotOperation>,
): string {
  const last = longest.at(-1);
  const behind = last === undefined ? "at first" : `behind ${nameOf(last)}`;
  return `${actor}: with ${state} ${behind}, none fits of ` +
    stuck.map(nameOf).join(", ");
}

function nameOf(operation: SlotOperation): string {
  const { answeredAt, askedAt, found, lane, written } = operation;
  return `{ ${lane} from ${askedAt} to ${answeredAt} ` +
    `found ${found ?? "any"}, wrote ${written ?? "nothing"} }`;
}
