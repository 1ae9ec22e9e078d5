import { readThrown } from "../../base/thrown.ts";
import { quote } from "../../base/escape_controls.ts";
import type {
  DeadLetterEvent,
  EngineEvent,
  FailedEvent,
} from "../../actor/event.ts";
import { KEPT_EVENTS } from "../../base/limits.ts";
import { type ActorId, nameActor } from "../../envelope/actor_id.ts";
import { NumberedRing } from "./numbered_ring.ts";
import type {
  ActorDetail,
  DeadLetter,
  DeadLetters,
  DeadLettersQuery,
  Log,
  LogQuery,
  LogRow,
} from "../wire/protocol.ts";
import { describeError, describeStack } from "./show.ts";
import { takePage } from "./take_page.ts";

/** An action of a client, as the log keeps it. */
export interface ActionEvent {
  readonly kind: "action";
  readonly at: number;
  readonly actor: ActorId;
  readonly text: string;
}

/** Keeps the last events; they become text only when a client reads them. */
export class EventLog {
  readonly #all = new NumberedRing<EngineEvent | ActionEvent>(KEPT_EVENTS);
  readonly #deadLetters = new NumberedRing<DeadLetterEvent>(KEPT_EVENTS);
  readonly #failures = new NumberedRing<FailedEvent>(KEPT_EVENTS);
  #deadlocks = 0;

  /** The number of calls that failed as a deadlock. */
  get deadlocks(): number {
    return this.#deadlocks;
  }

  push(event: EngineEvent | ActionEvent): void {
    this.#all.push(event);
    if (event.kind === "dead-letter") this.#deadLetters.push(event);
    if (isDeadlock(event)) this.#deadlocks++;
    if (event.kind === "failed") this.#failures.push(event);
  }

  /** The failures of an actor, newest first. */
  failuresOf(
    { type, id }: ActorId,
    limit: number,
  ): ActorDetail["failures"] {
    return this.#failures.backwards()
      .map(({ item }) => item)
      .filter(({ actor }) => actor.type === type && actor.id === id)
      .take(limit)
      .map(({ at, method, error }) => ({
        at,
        method,
        error: describeError(error),
        stack: describeStack(error),
      }))
      .toArray();
  }

  readDeadLetters(query: DeadLettersQuery): DeadLetters {
    const { filter = "", reason, type } = query;
    const wanted = filter.toLowerCase();
    const rows = takePage(
      this.#deadLetters,
      query,
      toDeadLetter,
      (row) =>
        (reason === undefined || row.reason === reason) &&
        (type === undefined || row.actor.type === type) &&
        (wanted === "" || mentions(row, wanted)),
    );
    return { total: this.#deadLetters.total, rows };
  }

  readLog(query: LogQuery): Log {
    const { filter = "", kind, type } = query;
    const wanted = filter.toLowerCase();
    const rows = takePage(
      this.#all,
      query,
      toLogRow,
      (row) =>
        (kind === undefined || row.kind === kind) &&
        (type === undefined || row.actor?.type === type) &&
        (wanted === "" || tells(row, wanted)),
    );
    return { total: this.#all.total, rows };
  }
}

/** A deadlocked call makes one event: a dead letter, or abandoned. */
function isDeadlock(event: EngineEvent | ActionEvent): boolean {
  const kind: string = event.kind;
  if (kind !== "dead-letter" && kind !== "abandoned") return false;
  const { error } = event as DeadLetterEvent;
  return readThrown(error, "name") === "DeadlockError";
}

function toDeadLetter(
  number: number,
  { at, reason, actor, method, caller, error }: DeadLetterEvent,
): DeadLetter {
  const text = describeError(error);
  return { number, at, reason, actor, method, caller, error: text };
}

function toLogRow(number: number, event: EngineEvent | ActionEvent): LogRow {
  return {
    number,
    at: event.at,
    kind: event.kind,
    actor: "actor" in event ? event.actor : null,
    text: describe(event),
  };
}

function tells({ actor, kind, text }: LogRow, wanted: string): boolean {
  const texts = [kind, text, actor === null ? "" : nameActor(actor)];
  return texts.some((one) => one.toLowerCase().includes(wanted));
}

function mentions(row: DeadLetter, wanted: string): boolean {
  const { actor, caller, error, method, reason } = row;
  const texts = [
    nameActor(actor),
    caller === null ? "" : nameActor(caller),
    error,
    method,
    reason,
  ];
  return texts.some((text) => text.toLowerCase().includes(wanted));
}

function describe(event: EngineEvent | ActionEvent): string {
  switch (event.kind) {
    case "action":
      return event.text;
    case "activated":
      return "is live";
    case "deactivated":
      return `ended: ${event.reason}`;
    case "failed":
      return `${event.method} failed: ${describeError(event.error)}`;
    case "restarting":
      return `begins afresh after ${Math.round(event.delayMs)} ms: ` +
        describeError(event.error);
    case "dead-letter":
      return `${event.method} was not taken (${event.reason})`;
    case "refused":
      return `${event.method} was refused: ${describeError(event.error)}`;
    case "abandoned":
      return `${event.method} was given up by its caller`;
    case "subscribed":
    case "unsubscribed":
      return `${event.kind}: ${event.method} to ${quote(event.stream)}`;
    case "stopping":
      return "the engine stops";
    case "stopped":
      return "the engine has stopped";
    default:
      return "";
  }
}
