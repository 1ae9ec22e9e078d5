import type { ActorType } from "../../actor/actor_type.ts";
import type { Activation } from "../../actor/port/activation.ts";
import type { IncidentCounts } from "../../engine/incident_log.ts";
import type { ProgramActors } from "../../engine/program_actors.ts";
import { ActorRecord } from "./actor_record.ts";
import type { TypeSum } from "../wire/protocol.ts";
import { Rate } from "./rate.ts";
import { TurnTimes } from "./turn_times.ts";

/** The counters of all actors of a type, ended ones included. */
export interface Sums {
  inbox: number;
  accepted: number;
  handled: number;
  refused: number;
  dropped: number;
  waiting: number;
}

/** The live actors of one type, and what all of its actors counted. */
export class TypeRecord {
  readonly type: ActorType;
  readonly actors: ActorRecord[] = [];
  /** The times of all their turns, ended actors included. */
  readonly times = new TurnTimes();
  isSampled = false;
  /** How many of them have awaited a reply for long. */
  stalled = 0;
  sums: Sums;
  readonly #rate: Rate;

  constructor(type: ActorType) {
    this.type = type;
    this.sums = sumUp(type);
    this.#rate = new Rate(this.sums.accepted);
  }

  /** Messages per second. */
  get rate(): number {
    return this.#rate.perSecond;
  }

  /** Returns the row that shows it, with what has gone wrong. */
  toSum({ failed, restarts, deadLetters }: IncidentCounts): TypeSum {
    const { type: { name }, actors, rate, sums } = this;
    const { inbox, accepted, handled } = sums;
    const wrong = { failed, restarts, deadLetters };
    const shown = { inbox, accepted, handled, ...wrong, rate };
    return { type: name, actors: actors.length, ...shown };
  }

  /**
   * Reads the counters of every actor of the type, and keeps the records of
   * the live ones. Registry and records have the same order, so that no record
   * is looked up.
   */
  look(
    now: number,
    passedMs: number,
    open: (activation: Activation) => ActorRecord,
    forget: (record: ActorRecord) => void,
  ): void {
    const { actors } = this;
    const sums = beginSums(this.type);
    let stalled = 0;
    const known = actors.length;
    let at = 0;
    let kept = 0;
    // One pass: bringing an actor into the cache costs more than counting.
    for (const activation of this.type.activations.values()) {
      while (at < known && actors[at]!.activation !== activation) {
        forget(actors[at++]!);
      }
      const record = at < known ? actors[at++]! : open(activation);
      actors[kept++] = record;
      record.look(now, passedMs);
      addTo(sums, activation);
      if (record.isStalled) stalled++;
    }
    while (at < known) forget(actors[at++]!);
    actors.length = kept;
    this.sums = sums;
    this.stalled = stalled;
    if (passedMs > 0) this.#rate.roll(sums.accepted, passedMs);
  }
}

/** Sums up the counters of a type's actors. */
export function sumUp(type: ActorType): Sums {
  const sums = beginSums(type);
  for (const activation of type.activations.values()) addTo(sums, activation);
  return sums;
}

function beginSums({ totals }: ActorType): Sums {
  const { accepted, handled, refused, dropped } = totals;
  return { inbox: 0, accepted, handled, refused, dropped, waiting: 0 };
}

function addTo(sums: Sums, activation: Activation): void {
  const { accepted } = activation;
  sums.accepted += accepted;
  sums.refused += activation.counts.refused;
  sums.dropped += activation.counts.dropped;
  if (!activation.isBusy) {
    // Its inbox is empty, and reading that would cost a cache miss.
    sums.handled += accepted;
    return;
  }
  sums.handled += activation.handled;
  sums.inbox += activation.inboxLength;
  if (activation.waits.length > 0) sums.waiting++;
}

/** The records of all live actors, by type. */
export class TypeRecords {
  readonly #program: Pick<ProgramActors, "types">;
  readonly #types = new Map<ActorType, TypeRecord>();
  readonly #actors = new Map<Activation, ActorRecord>();
  #live = 0;
  #version = 0;

  constructor(program: Pick<ProgramActors, "types">) {
    this.#program = program;
  }

  /** Changes whenever an actor comes or goes. */
  get version(): number {
    return this.#version;
  }

  /** The number of live actors at the last look. */
  get actorCount(): number {
    return this.#live;
  }

  /** The records of all types that have been asked for. */
  get all(): TypeRecord[] {
    return this.#program.types.map((type) => this.openType(type));
  }

  /** The records of all live actors. */
  *[Symbol.iterator](): Generator<ActorRecord> {
    for (const { actors } of this.all) yield* actors;
  }

  /** Returns an actor's record, if it is live. */
  findActor(activation: Activation): ActorRecord | undefined {
    return this.#actors.get(activation);
  }

  /** Returns an actor's record; makes one if there is none. */
  readonly openActor = (activation: Activation): ActorRecord => {
    let record = this.#actors.get(activation);
    if (record === undefined) {
      record = new ActorRecord(activation);
      this.#actors.set(activation, record);
      this.#version++;
    }
    return record;
  };

  /** Returns a type's record; makes one if there is none. */
  openType(type: ActorType): TypeRecord {
    let record = this.#types.get(type);
    if (record === undefined) {
      record = new TypeRecord(type);
      this.#types.set(type, record);
    }
    return record;
  }

  /** Reads every actor's counters; rates roll unless `passedMs` is 0. */
  look(now: number, passedMs: number): void {
    this.#live = 0;
    for (const type of this.#program.types) {
      const record = this.openType(type);
      record.look(now, passedMs, this.openActor, this.#forget);
      this.#live += record.actors.length;
    }
    // Actors that came and went between two looks are in no list.
    if (this.#actors.size > this.#live) this.#dropStrays();
  }

  readonly #forget = (record: ActorRecord): void => {
    record.samples?.release();
    this.#actors.delete(record.activation);
    this.#version++;
  };

  #dropStrays(): void {
    const listed = new Set(this);
    for (const record of this.#actors.values()) {
      if (!listed.has(record)) this.#forget(record);
    }
  }
}
