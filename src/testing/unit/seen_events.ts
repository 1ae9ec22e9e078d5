import type { EngineEvent } from "../../actor/event.ts";
import { describeThrown } from "../../base/thrown.ts";
import { formatActor } from "../../envelope/actor_id.ts";
import { ActorProxy } from "../../proxy/actor_proxy.ts";
import type { Wait } from "./wait.ts";

/** The event of a kind. */
export type EventOf<Kind extends EngineEvent["kind"]> = EngineEvent & {
  readonly kind: Kind;
};

/** Which events of a kind are meant: those of one actor, or that fit. */
export type EventFilter<Kind extends EngineEvent["kind"]> =
  | ActorProxy
  | ((event: EventOf<Kind>) => boolean);

/** How many events are kept that no test has asked for. */
const KEPT = 10_000;
/** How many of the last ones an error tells of. */
const NAMED = 12;

/** A test that awaits an event. */
interface EventWait extends Wait {
  /** Takes the event, if it is the one. */
  offer(event: EngineEvent): boolean;
}

/** What happened in an engine, and which of it no test has taken yet. */
export class SeenEvents {
  // What has happened, the oldest first.
  readonly #seen: EngineEvent[] = [];
  readonly #taken = new WeakSet<EngineEvent>();
  readonly #waits = new Set<EventWait>();

  /** Takes one that happens now. */
  put(event: EngineEvent): void {
    if (this.#seen.length === KEPT) this.#seen.shift();
    this.#seen.push(event);
    for (const wait of this.#waits) {
      if (!wait.offer(event)) continue;
      this.#waits.delete(wait);
      return;
    }
  }

  /**
   * Resolves with the first event that fits and that no other wait has taken;
   * `begin` has the engine go on until it comes.
   */
  async next<Kind extends EngineEvent["kind"]>(
    kind: Kind,
    filter: EventFilter<Kind> | undefined,
    now: number,
    error: Error,
    begin: (wait: Wait) => void,
  ): Promise<EventOf<Kind>> {
    const fits = makeFilter(kind, filter);
    const known = this.#seen.find((event) =>
      !this.#taken.has(event) && fits(event)
    );
    if (known !== undefined) {
      this.#taken.add(known);
      return known as EventOf<Kind>;
    }
    const came = Promise.withResolvers<EngineEvent>();
    const wait = this.#open(nameEvent(kind, filter), now, fits, came, error);
    this.#waits.add(wait);
    begin(wait);
    return await came.promise as EventOf<Kind>;
  }

  #open(
    what: string,
    since: number,
    fits: (event: EngineEvent) => boolean,
    came: PromiseWithResolvers<EngineEvent>,
    error: Error,
  ): EventWait {
    let isOver = false;
    const end = (): void => void (isOver = true);
    const wait: EventWait = {
      what,
      since,
      actor: null,
      get isOver() {
        return isOver;
      },
      offer: (event) => {
        try {
          if (!fits(event)) return false;
          this.#taken.add(event);
          came.resolve(event);
        } catch (error) {
          came.reject(error);
        }
        end();
        return true;
      },
      fail: (message) => {
        end();
        this.#waits.delete(wait);
        error.message = this.#explain(message);
        came.reject(error);
      },
    };
    return wait;
  }

  /** Adds what was seen instead. */
  #explain(message: string): string {
    const last = this.#seen.slice(-NAMED).map(describeEvent);
    const more = this.#seen.length - last.length;
    const lines = last.length === 0 ? ["no event was seen"] : [
      more === 0 ? "seen instead:" : `seen instead, after ${more} others:`,
      ...last.map((line) => `  ${line}`),
    ];
    return [message, ...lines].join("\n  ");
  }
}

function makeFilter<Kind extends EngineEvent["kind"]>(
  kind: Kind,
  filter: EventFilter<Kind> | undefined,
): (event: EngineEvent) => boolean {
  return (event) => {
    if (event.kind !== kind) return false;
    if (filter === undefined) return true;
    if (!(filter instanceof ActorProxy)) return filter(event as EventOf<Kind>);
    const { type, id } = filter.toJSON();
    return "actor" in event && event.actor.type === type &&
      event.actor.id === id;
  };
}

function nameEvent(kind: string, filter: unknown): string {
  const about = filter instanceof ActorProxy
    ? ` of ${formatActor(filter.toJSON())}`
    : "";
  return `event "${kind}"${about}`;
}

/** Tells of an event in one line. */
function describeEvent(event: EngineEvent): string {
  const parts = [`${event.kind} at ${event.at} ms`];
  if ("actor" in event) {
    const method = "method" in event ? `.${event.method}` : "";
    parts.push(`${formatActor(event.actor)}${method}`);
  }
  if ("reason" in event) parts.push(`(${event.reason})`);
  if ("stream" in event) parts.push(`to ${JSON.stringify(event.stream)}`);
  if ("error" in event) parts.push(describeThrown(event.error));
  return parts.join(" ");
}
