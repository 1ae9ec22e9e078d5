import type { DeadLetterReason } from "../actor/event.ts";
import type { IncidentFacts, IncidentSink } from "../actor/port/incident.ts";
import { DeferredError, errorOf } from "../base/deferred_error.ts";
import {
  KEPT_INCIDENTS,
  MAX_INCIDENT_LENGTH,
  MAX_SHOWN_LENGTH,
} from "../base/limits.ts";
import type { Runtime } from "../base/runtime.ts";
import {
  describeThrown,
  readThrownMessage,
  readThrownText,
} from "../base/thrown.ts";
import type { ActorId } from "../envelope/actor_id.ts";

/** How many of the last incidents one may be equal to, and be folded into. */
const COMPARED = 8;

/** A failure or a dead letter; equal ones are one, with a count. */
export interface Incident {
  /** Whether a turn or hook threw, or an envelope was not taken. */
  readonly kind: "failed" | "dead-letter";
  /** When it last happened, in milliseconds since the epoch. */
  readonly at: number;
  /** When it first happened. */
  readonly firstAt: number;
  /** How often it has happened, from `firstAt` to `at`. */
  readonly count: number;
  /** The actor that it happened to. */
  readonly actor: ActorId;
  /** The method or hook. */
  readonly method: string;
  /** The actor that sent the envelope; `null` for code outside actors. */
  readonly caller: ActorId | null;
  /** Why it is a dead letter; `null` for a failure. */
  readonly reason: DeadLetterReason | null;
  /** The name of the error, and the first line of its message. */
  readonly error: { readonly name: string; readonly message: string };
  /** The error's stack, if the engine was looked at when it happened. */
  readonly stack: string | null;
}

/** What has gone wrong since the engine began. */
export interface IncidentCounts {
  /** How many turns and hooks failed; only grows. */
  readonly failed: number;
  /** How many activations followed a failure; only grows. */
  readonly restarts: number;
  /** How many envelopes were not taken; only grows. */
  readonly deadLetters: number;
}

/** One place of the ring: it is written again and again. */
class Slot {
  kind: Incident["kind"] = "failed";
  at = 0;
  firstAt = 0;
  count = 0;
  type = "";
  id = "";
  method = "";
  caller: ActorId | null = null;
  reason: DeadLetterReason | null = null;
  // A deferred error is made when it is read: a flood of drops makes none.
  error: DeferredError | Incident["error"] | null = null;
  stack: string | null = null;
}

/**
 * The last failures and dead letters of an engine, and how many there were: a
 * ring of fixed size, which keeps texts and none of the errors.
 */
export class IncidentLog implements IncidentSink {
  readonly #runtime: Runtime;
  readonly #isObserved: () => boolean;
  readonly #slots: Slot[] = [];
  // Where the next incident goes.
  #next = 0;
  readonly #total = new Counts();
  readonly #byType = new Map<string, Counts>();

  constructor(runtime: Runtime, isObserved: () => boolean) {
    this.#runtime = runtime;
    this.#isObserved = isObserved;
  }

  /** What has gone wrong in the engine. */
  get counts(): IncidentCounts {
    return this.#total;
  }

  /** What has gone wrong with the actors of a type. */
  countsOf(type: string): IncidentCounts {
    return this.#byType.get(type) ?? NONE;
  }

  noteRestart(type: string): void {
    this.#total.restarts++;
    this.#open(type).restarts++;
  }

  note(facts: IncidentFacts): void {
    const { type, id, kind, method, reason } = facts;
    const counts = this.#open(type);
    if (kind === "failed") {
      this.#total.failed++;
      counts.failed++;
    } else {
      this.#total.deadLetters++;
      counts.deadLetters++;
    }
    const now = this.#runtime.now();
    const error = DeferredError.is(facts.error)
      ? facts.error
      : readError(facts.error);
    const known = this.#findEqual(facts, error);
    if (known !== undefined) {
      known.at = now;
      known.count++;
      return;
    }
    const slot = this.#slots[this.#next] ??= new Slot();
    this.#next = (this.#next + 1) % KEPT_INCIDENTS;
    slot.at = slot.firstAt = now;
    slot.count = 1;
    slot.type = type;
    slot.id = id;
    slot.kind = kind;
    slot.method = method;
    slot.caller = facts.caller?.actor ?? null;
    slot.reason = reason;
    slot.error = error;
    slot.stack = this.#isObserved() ? readStack(facts.error) : null;
  }

  /** The incidents that are kept, the newest first. */
  *[Symbol.iterator](): Iterator<Incident> {
    const kept = this.#slots.length;
    for (let back = 1; back <= kept; back++) {
      yield show(this.#slots[(this.#next - back + kept) % kept]!);
    }
  }

  #open(type: string): Counts {
    let counts = this.#byType.get(type);
    if (counts === undefined) this.#byType.set(type, counts = new Counts());
    return counts;
  }

  /** Finds an equal incident among the last ones. */
  #findEqual(
    { type, id, kind, method, reason, caller }: IncidentFacts,
    error: DeferredError | Incident["error"],
  ): Slot | undefined {
    const kept = this.#slots.length;
    for (let back = 1; back <= COMPARED && back <= kept; back++) {
      const slot = this.#slots[(this.#next - back + kept) % kept]!;
      const isAlike = slot.id === id && slot.method === method &&
        slot.type === type && slot.kind === kind && slot.reason === reason;
      if (!isAlike || !areEqual(slot.error, error)) continue;
      const from = caller?.actor;
      const isSame = slot.caller?.id === from?.id &&
        slot.caller?.type === from?.type;
      if (isSame) return slot;
    }
    return undefined;
  }
}

class Counts implements IncidentCounts {
  failed = 0;
  restarts = 0;
  deadLetters = 0;
}

const NONE: IncidentCounts = new Counts();

function areEqual(
  one: Slot["error"],
  other: DeferredError | Incident["error"],
): boolean {
  if (one === null) return false;
  // Of one actor, method and reason they say the same if their codes do.
  if (one instanceof DeferredError) {
    return other instanceof DeferredError && one.code === other.code;
  }
  return !(other instanceof DeferredError) && one.message === other.message &&
    one.name === other.name;
}

function show(slot: Slot): Incident {
  const { kind, at, firstAt, count, method, caller, reason, stack } = slot;
  const actor = { type: slot.type, id: slot.id };
  const error = slot.error instanceof DeferredError
    ? readError(slot.error.error)
    : slot.error!;
  return {
    kind,
    at,
    firstAt,
    count,
    actor,
    method,
    caller,
    reason,
    error,
    stack,
  };
}

function readError(thrown: unknown): Incident["error"] {
  const name = readThrownText(thrown, "name") ?? typeof thrown;
  return { name: cut(name), message: cut(readThrownMessage(thrown)) };
}

function readStack(reason: unknown): string | null {
  const thrown = errorOf(reason);
  const stack = readThrownText(thrown, "stack") ?? describeThrown(thrown);
  return copy(stack, MAX_SHOWN_LENGTH);
}

/** Returns the first line of a text, and not too much of that. */
function cut(text: string): string {
  const start = copy(text, MAX_INCIDENT_LENGTH);
  const end = start.search(/[\r\n]/);
  return end < 0 ? start : copy(start, end);
}

/** Copies the start of a text: a slice would keep all of it in memory. */
function copy(text: string, length: number): string {
  if (text.length <= length) return text;
  return Array.from(text.slice(0, length)).join("");
}
