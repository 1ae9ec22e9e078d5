import { CarryingPayload } from "../../envelope/carry.ts";
import type { Method } from "../../envelope/definition.ts";
import type { Reply } from "../../envelope/reply.ts";
import type { Caller } from "../../envelope/target.ts";
import type { ActorType } from "../actor_type.ts";
import type { Activation } from "../port/activation.ts";
import { markEnds, tellEnd } from "../port/failure_counts.ts";
import type { Arrival, Probe, ProbedTurn } from "../port/probe.ts";
import type { Dispatcher, Envelope } from "../inbox/inbox.ts";
import { ReminderTick } from "../inbox/reminder_tick.ts";
import { NOTHING } from "../inbox/system_method.ts";
import { OpenStreaming } from "./open_streaming.ts";

/** An envelope, and its place in the order of all arrivals. */
export interface PlacedEnvelope extends Envelope {
  readonly sequence: number;
}

/** A turn, and the probes that saw it begin. */
interface SeenTurn extends ProbedTurn {
  readonly by: readonly Probe[];
}

/** The actor whose arrivals are tracked. */
export interface TrackedActor extends Activation, Dispatcher {
  readonly type: ActorType;
  /** How many envelopes its inbox has handed out. */
  readonly taken: number;
}

/** Returns what an envelope's method is called with. */
function unwrap(payload: unknown): unknown {
  return payload instanceof ReminderTick
    ? payload.payload
    : CarryingPayload.unwrap(payload);
}

/** Shows the arrivals and turns of one actor to the probes. */
export class ArrivalTracker implements Dispatcher {
  readonly #actor: TrackedActor;
  // Those that wait, by their place in the order of all arrivals.
  readonly #arrivals = new Map<number, Arrival>();
  // Set while the method of a probed turn has not returned.
  #starting: ProbedTurn | null = null;
  // Whether the probes have seen enough of this actor for now.
  #isEnough = false;

  constructor(actor: TrackedActor) {
    this.#actor = actor;
  }

  /** What dispatches next: itself while arrivals that it saw still wait. */
  get dispatcher(): Dispatcher {
    return this.#arrivals.size === 0 ? this.#actor : this;
  }

  /** Shows arrivals again. */
  resume(): void {
    this.#isEnough = false;
  }

  /** Shows an arrival; returns whether the next one is of interest, too. */
  arrive(
    kind: Arrival["kind"],
    method: Method,
    caller: Caller | null,
    begunBy: Arrival | null = null,
  ): boolean {
    if (this.#isEnough) return false;
    const arrival = { kind, method, caller, at: this.#now, begunBy };
    this.#arrivals.set(this.#actor.accepted, arrival);
    let isOfInterest = false;
    this.#tell((probe) => {
      if (probe.arrive(this.#actor, arrival)) isOfInterest = true;
    });
    this.#isEnough = !isOfInterest;
    return isOfInterest;
  }

  /** When the oldest envelope came that was seen and still waits. */
  get oldestAt(): number | null {
    this.#forgetBefore(this.#actor.taken);
    for (const { at } of this.#arrivals.values()) return at;
    return null;
  }

  /** Hands a turn over that goes on after its method returned. */
  follow(): ProbedTurn | null {
    const turn = this.#starting;
    this.#starting = null;
    return turn;
  }

  /** Shows that a turn is over. */
  end(turn: ProbedTurn, outcome: ProbedTurn["outcome"]): void {
    turn.endedAt = this.#now;
    turn.outcome = outcome;
    const { by } = turn as SeenTurn;
    // A probe that has left is not told, nor one that came meanwhile.
    this.#tell((probe) => by.includes(probe) && probe.end(turn));
  }

  dispatch(
    method: Method,
    payload: unknown,
    reply: Reply | null,
    caller: Caller | null,
  ): boolean {
    const actor = this.#actor;
    if (this.#arrivals.size === 0) {
      return actor.dispatch(method, payload, reply, caller);
    }
    const sequence = actor.taken - 1;
    this.#forgetBefore(sequence);
    return this.dispatchPlaced({ method, payload, reply, caller, sequence });
  }

  /** Takes an envelope that may be out of its order. */
  dispatchPlaced(
    { method, payload, reply, caller, sequence }: PlacedEnvelope,
  ): boolean {
    const actor = this.#actor;
    const take = (): boolean => actor.dispatch(method, payload, reply, caller);
    const arrival = this.#arrivals.get(sequence);
    this.#arrivals.delete(sequence);
    // A filler has nothing to show, nor what never begins.
    const isDone = method === NOTHING || reply?.isGivenUp;
    if (arrival === undefined || isDone) return take();
    const streaming = payload instanceof OpenStreaming ? payload : null;
    // It has nothing to do any more: no turn begins.
    if (streaming?.isOvertaken(reply === null)) return take();
    const turn: SeenTurn = {
      by: [...this.#probes],
      activation: actor,
      // A step's envelope has a method of the engine's, and nothing to show.
      method: arrival.method,
      caller: arrival.caller,
      payload: streaming === null ? unwrap(payload) : undefined,
      arrival,
      startedAt: this.#now,
      endedAt: 0,
      outcome: "running",
    };
    return this.#show(turn, take);
  }

  #show(turn: ProbedTurn, take: () => boolean): boolean {
    this.#tell((probe) => probe.start(turn));
    const before = markEnds(this.#actor.counts);
    this.#starting = turn;
    const isOver = this.#surround(turn, take);
    // It was not handed over, so it is done.
    if (this.follow() !== null) {
      this.end(turn, tellEnd(this.#actor.counts, before));
    }
    return isOver;
  }

  #surround(turn: ProbedTurn, take: () => boolean): boolean {
    let run = take;
    for (const probe of this.#probes) {
      const inner = run;
      if (probe.around) run = () => probe.around!(turn, inner);
    }
    return run();
  }

  /** Shows something to every probe; one that throws breaks no turn. */
  #tell(show: (probe: Probe) => void): void {
    for (const probe of this.#probes) {
      try {
        show(probe);
      } catch (error) {
        const { logger } = this.#actor.type.host;
        logger.error("A probe failed:", error);
      }
    }
  }

  get #probes(): readonly Probe[] {
    return this.#actor.type.host.probes;
  }

  get #now(): number {
    return this.#actor.type.host.runtime.now();
  }

  /** Forgets what has left the inbox without a turn. */
  #forgetBefore(sequence: number): void {
    for (const seen of this.#arrivals.keys()) {
      if (seen >= sequence) return;
      this.#arrivals.delete(seen);
    }
  }
}
