import { readThrown } from "../../base/thrown.ts";
import { escapeControls, quote } from "../../base/escape_controls.ts";
import type {
  DeadLetterEvent,
  EngineEvent,
  FailedEvent,
} from "../../actor/event.ts";
import { KEPT_EVENTS } from "../../base/limits.ts";
import type { Incident } from "../../engine/incident_log.ts";
import type { IncidentsView } from "../../engine/view.ts";
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
  Unrecorded,
} from "../wire/protocol.ts";
import { describeError, describeStack } from "./show.ts";
import { takePage } from "./take_page.ts";
import { HeardIncidents, type Unheard } from "./unheard.ts";

/** An action of a client, as the log keeps it. */
export interface ActionEvent {
  readonly kind: "action";
  readonly at: number;
  readonly actor: ActorId;
  readonly text: string;
}

type Entry = EngineEvent | ActionEvent | Unheard;
type Failure = ActorDetail["failures"][number];

/**
 * Keeps the last events; they become text only when a client reads them. What
 * came while no client was connected is what the engine has kept of it.
 */
export class EventLog {
  readonly #incidents: IncidentsView;
  readonly #heard: HeardIncidents;
  readonly #all = new NumberedRing<Entry>(KEPT_EVENTS);
  readonly #deadLetters = new NumberedRing<DeadLetterEvent | Unheard>(
    KEPT_EVENTS,
  );
  readonly #failures = new NumberedRing<FailedEvent | Unheard>(KEPT_EVENTS);
  readonly #recorded = { failed: 0, restarts: 0, deadLetters: 0 };
  #total = 0;
  #deadlocks = 0;

  constructor(incidents: IncidentsView) {
    this.#incidents = incidents;
    this.#heard = new HeardIncidents(incidents);
  }

  /** The number of calls that failed as a deadlock. */
  get deadlocks(): number {
    return this.#deadlocks;
  }

  /** Takes in what the engine has kept: from now on events are heard. */
  catchUp(): void {
    for (const unheard of this.#heard.listUnheard()) this.#add(unheard);
  }

  /** Notes that no events are heard from now on. */
  leave(): void {
    this.#heard.mark();
  }

  push(event: EngineEvent | ActionEvent): void {
    const { kind } = event;
    this.#all.push(event);
    this.#total++;
    if (isDeadlock(event)) this.#deadlocks++;
    if (kind === "restarting") this.#recorded.restarts++;
    if (kind === "failed") {
      this.#failures.push(event);
      this.#recorded.failed++;
    } else if (kind === "dead-letter") {
      this.#deadLetters.push(event);
      this.#recorded.deadLetters++;
    }
  }

  /** The failures of an actor, newest first, equal ones as one. */
  failuresOf({ type, id }: ActorId, limit: number): readonly Failure[] {
    const folds = new Map<string, Failure>();
    for (const { item } of this.#failures.backwards()) {
      const { actor } = "incident" in item ? item.incident : item;
      if (actor.type !== type || actor.id !== id) continue;
      const failure = toFailure(item);
      const key = JSON.stringify([failure.method, failure.error]);
      const newer = folds.get(key);
      if (newer === undefined && folds.size === limit) continue;
      const count = failure.count + (newer?.count ?? 0);
      const stack = newer?.stack ?? readStack(item);
      folds.set(key, { ...failure, ...newer, count, stack });
    }
    return [...folds.values()];
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
    const total = this.#incidents.counts.deadLetters;
    return { total, unrecorded: this.#unrecorded.deadLetters, rows };
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
    return { total: this.#total, unrecorded: this.#unrecorded, rows };
  }

  get #unrecorded(): Unrecorded {
    const { failed, restarts, deadLetters } = this.#incidents.counts;
    return {
      failed: failed - this.#recorded.failed,
      restarts: restarts - this.#recorded.restarts,
      deadLetters: deadLetters - this.#recorded.deadLetters,
    };
  }

  #add(unheard: Unheard): void {
    const { count, incident: { error, kind } } = unheard;
    this.#all.push(unheard);
    this.#total += count;
    if (kind === "failed") {
      this.#failures.push(unheard);
      this.#recorded.failed += count;
      return;
    }
    this.#deadLetters.push(unheard);
    this.#recorded.deadLetters += count;
    if (error.name === "DeadlockError") this.#deadlocks += count;
  }
}

/** A deadlocked call makes one event: a dead letter, or abandoned. */
function isDeadlock(event: EngineEvent | ActionEvent): boolean {
  const kind: string = event.kind;
  if (kind !== "dead-letter" && kind !== "abandoned") return false;
  const { error } = event as DeadLetterEvent;
  return readThrown(error, "name") === "DeadlockError";
}

function toFailure(item: FailedEvent | Unheard): Omit<Failure, "stack"> {
  if ("incident" in item) {
    const { incident, count } = item;
    const { at, method } = incident;
    return { at, count, method, error: describeKept(incident) };
  }
  const { at, method, error } = item;
  return { at, count: 1, method, error: describeError(error) };
}

function readStack(item: FailedEvent | Unheard): string | null {
  return "incident" in item ? item.incident.stack : describeStack(item.error);
}

function toDeadLetter(
  number: number,
  item: DeadLetterEvent | Unheard,
): DeadLetter {
  const isKept = "incident" in item;
  const { at, reason, actor, method, caller } = isKept ? item.incident : item;
  return {
    number,
    at,
    count: isKept ? item.count : 1,
    reason: reason ?? "",
    actor,
    method,
    caller,
    error: isKept ? describeKept(item.incident) : describeError(item.error),
  };
}

function toLogRow(number: number, event: Entry): LogRow {
  if ("incident" in event) {
    const { count, incident } = event;
    const { at, kind, actor, method, reason } = incident;
    const text = reason === null
      ? tellFailed(method, describeKept(incident))
      : tellDead(method, reason);
    return { number, at, count, kind, actor, text };
  }
  return {
    number,
    at: event.at,
    count: 1,
    kind: event.kind,
    actor: "actor" in event ? event.actor : null,
    text: describe(event),
  };
}

/** Returns an error's name and message, as `describeError` does. */
function describeKept({ error: { name, message } }: Incident): string {
  return escapeControls(`${name}: ${message}`);
}

function tellFailed(method: string, error: string): string {
  return `${method} failed: ${error}`;
}

function tellDead(method: string, reason: string): string {
  return `${method} was not taken (${reason})`;
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
      return event.reason === "lease-lost"
        ? "ended: lease-lost, for its shard is another node's now"
        : `ended: ${event.reason}`;
    case "failed":
      return tellFailed(event.method, describeError(event.error));
    case "expected":
      return `${event.method} answered with ${describeError(event.error)}`;
    case "restarting":
      return `begins afresh after ${Math.round(event.delayMs)} ms: ` +
        describeError(event.error);
    case "dead-letter":
      return tellDead(event.method, event.reason);
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
