import type { Method } from "../../envelope/definition.ts";
import type { Reply } from "../../envelope/reply.ts";
import type { Caller } from "../../envelope/target.ts";
import type { ActorType } from "../actor_type.ts";
import type { Arrival, Probe, Resident, WatchedTurn } from "../port/host.ts";
import type { Envelope, Taker } from "../inbox/inbox.ts";

/** An envelope, and its place in the order of all arrivals. */
export interface PlacedEnvelope extends Envelope {
  readonly sequence: number;
}

/** A turn, and who has seen it begin. */
interface SeenTurn extends WatchedTurn {
  readonly by: readonly Probe[];
}

/** The actor that is watched. */
export interface Watched extends Resident, Taker {
  readonly type: ActorType;
  /** How many envelopes its inbox has handed out. */
  readonly taken: number;
}

/** Shows one actor's arrivals and turns to whoever watches. */
export class Watch implements Taker {
  readonly #watched: Watched;
  // Those that wait, by their place in the order of all arrivals.
  readonly #arrivals = new Map<number, Arrival>();
  // Set while the method of a watched turn has not returned.
  #starting: WatchedTurn | null = null;

  constructor(watched: Watched) {
    this.#watched = watched;
  }

  /** Who takes the next envelopes: nobody looks at those that were not seen. */
  get taker(): Taker {
    return this.#arrivals.size === 0 ? this.#watched : this;
  }

  /** Shows an arrival; returns whether the next one is of interest, too. */
  arrive(
    kind: Arrival["kind"],
    method: Method,
    caller: Caller | null,
  ): boolean {
    const arrival = { kind, method, caller, at: this.#now };
    this.#arrivals.set(this.#watched.accepted, arrival);
    let isOfInterest = false;
    this.#tell((probe) => {
      if (probe.arrive(this.#watched, arrival)) isOfInterest = true;
    });
    return isOfInterest;
  }

  /** When the oldest envelope came that was seen and still waits. */
  get oldestAt(): number | null {
    this.#forgetBefore(this.#watched.taken);
    for (const { at } of this.#arrivals.values()) return at;
    return null;
  }

  /** Hands a turn over that goes on after its method returned. */
  follow(): WatchedTurn | null {
    const turn = this.#starting;
    this.#starting = null;
    return turn;
  }

  /** Shows that a turn is over. */
  end(turn: WatchedTurn, outcome: WatchedTurn["outcome"]): void {
    turn.endedAt = this.#now;
    turn.outcome = outcome;
    const { by } = turn as SeenTurn;
    // One that looks no longer is not told, nor one that came meanwhile.
    this.#tell((probe) => by.includes(probe) && probe.end(turn));
  }

  take(
    method: Method,
    payload: unknown,
    reply: Reply | null,
    caller: Caller | null,
  ): boolean {
    const watched = this.#watched;
    if (this.#arrivals.size === 0) {
      return watched.take(method, payload, reply, caller);
    }
    const sequence = watched.taken - 1;
    this.#forgetBefore(sequence);
    return this.takePlaced({ method, payload, reply, caller, sequence });
  }

  /** Takes an envelope that may be out of its order. */
  takePlaced(
    { method, payload, reply, caller, sequence }: PlacedEnvelope,
  ): boolean {
    const watched = this.#watched;
    const take = (): boolean => watched.take(method, payload, reply, caller);
    const arrival = this.#arrivals.get(sequence);
    this.#arrivals.delete(sequence);
    if (arrival === undefined || reply?.isGivenUp) return take();
    const turn: SeenTurn = {
      by: [...this.#probes],
      resident: watched,
      method,
      caller,
      payload,
      arrival,
      startedAt: this.#now,
      endedAt: 0,
      outcome: "running",
    };
    return this.#show(turn, take);
  }

  #show(turn: WatchedTurn, take: () => boolean): boolean {
    this.#tell((probe) => probe.start(turn));
    const { failed } = this.#watched;
    this.#starting = turn;
    const isOver = this.#surround(turn, take);
    // Nobody has taken it over, so it is done.
    if (this.follow() !== null) {
      this.end(turn, this.#watched.failed > failed ? "failed" : "done");
    }
    return isOver;
  }

  #surround(turn: WatchedTurn, take: () => boolean): boolean {
    let run = take;
    for (const probe of this.#probes) {
      const inner = run;
      if (probe.around) run = () => probe.around!(turn, inner);
    }
    return run();
  }

  /** Shows something to everybody; who looks on must not break what runs. */
  #tell(show: (probe: Probe) => void): void {
    for (const probe of this.#probes) {
      try {
        show(probe);
      } catch (error) {
        const { logger } = this.#watched.type.host;
        logger.error("A probe failed:", error);
      }
    }
  }

  get #probes(): readonly Probe[] {
    return this.#watched.type.host.probes;
  }

  get #now(): number {
    return this.#watched.type.host.runtime.now();
  }

  /** Forgets what has left the inbox without a turn. */
  #forgetBefore(sequence: number): void {
    for (const seen of this.#arrivals.keys()) {
      if (seen >= sequence) return;
      this.#arrivals.delete(seen);
    }
  }
}
