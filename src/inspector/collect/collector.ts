import type { EngineEvent } from "../../actor/event.ts";
import type { Activation } from "../../actor/port/activation.ts";
import type { Arrival, Probe, ProbedTurn } from "../../actor/port/probe.ts";
import { WATCHED_ARRIVALS } from "../../base/limits.ts";
import { systemRuntime } from "../../base/runtime.ts";
import type { EngineView } from "../../engine/view.ts";
import { isOwnType } from "../../envelope/own_type.ts";
import { IdOrder } from "../answer/actor_order.ts";
import { TypeRecords } from "./type_records.ts";
import type { ActorRecord } from "./actor_record.ts";
import { EventLog } from "./event_log.ts";
import { StreamRates } from "./stream_rates.ts";
import { recordTurn } from "./turn_record.ts";
import { TurnLog } from "./turn_log.ts";
import { SampleBudget, type TurnSamples } from "./turn_samples.ts";

/** Rates are rolled at most this often. */
const ROLL_MS = 100;
/** Actors whose arrivals are sampled again at one look, at most. */
const REARMED = 1_000;
/** Actors whose last turns are kept at once. */
const FOCUSED = 32;
/** Times more arrivals that are sampled while the timeline is recorded. */
const RECORDING_FACTOR = 10;

/** The events that an engine counts. */
const INCIDENTS = new Set<EngineEvent["kind"]>([
  "dead-letter",
  "failed",
  "restarting",
]);

/** An actor whose arrivals are not sampled until the next look. */
interface Unsampled {
  readonly activation: Activation;
  /** Its counter at the last sampled arrival. */
  readonly noted: number;
}

/** Shows a payload as text; `null` where payloads are not shown. */
export type ShowPayload = (turn: ProbedTurn) => string | null;

/**
 * Gathers what an engine does while a client is connected.
 *
 * Counters are read at each look and are exact. Turns are timed by a probe,
 * within a quota for each look: all of them where there are few, else a sample.
 */
export class Collector implements Probe {
  readonly view: EngineView;
  readonly events: EventLog;
  readonly turns = new TurnLog();
  readonly #showPayload: ShowPayload;
  types: TypeRecords;
  /** The order of all actors' ids. */
  idOrder = new IdOrder();
  streamRates: StreamRates;
  /** Milliseconds that the event loop took for one round. */
  loopLagMs = 0;
  #budget = new SampleBudget();
  #detach: (() => void) | null = null;
  #payloads = new Map<ProbedTurn, string | null>();
  // Actors over their quota.
  #unsampled: Unsampled[] = [];
  // Samples that keep the last turns of their actor.
  #focused: TurnSamples[] = [];
  #quota = WATCHED_ARRIVALS;
  #look = 0;
  #rolledAt = 0;

  constructor(view: EngineView, showPayload: ShowPayload) {
    this.view = view;
    this.events = new EventLog(view.incidents);
    this.#showPayload = showPayload;
    this.types = new TypeRecords(this.view.program);
    this.streamRates = new StreamRates();
  }

  /** Whether a client is connected. */
  get isAttached(): boolean {
    return this.#detach !== null;
  }

  /** Begins to gather. */
  attach(): void {
    if (this.#detach !== null) return;
    this.events.catchUp();
    const unsubscribe = this.view.events.subscribe(this.#hear);
    const detach = this.view.attach(this);
    this.#detach = () => {
      unsubscribe();
      detach();
      this.events.leave();
    };
    this.#rolledAt = this.view.runtime.now();
    this.look();
  }

  /** Stops gathering, and forgets all but the events. */
  detach(): void {
    this.#detach?.();
    this.#detach = null;
    this.types = new TypeRecords(this.view.program);
    this.streamRates = new StreamRates();
    this.idOrder = new IdOrder();
    this.turns.clear();
    this.#budget = new SampleBudget();
    this.#payloads.clear();
    this.#unsampled = [];
    this.#focused = [];
  }

  /** Reads every counter; returns the time of it. */
  look(): number {
    const now = this.view.runtime.now();
    const sinceRoll = now - this.#rolledAt;
    const passedMs = sinceRoll >= ROLL_MS ? sinceRoll : 0;
    if (passedMs > 0) this.#rolledAt = now;
    this.types.look(now, passedMs);
    this.streamRates.look(this.view.streams, passedMs);
    this.#look++;
    this.#quota = WATCHED_ARRIVALS *
      (this.turns.isRecording ? RECORDING_FACTOR : 1);
    for (const one of this.#unsampled.splice(0, REARMED)) this.#rearm(one);
    this.#measureLag();
    return now;
  }

  arrive(activation: Activation, arrival: Arrival): boolean {
    if (isOwn(activation)) return false;
    const samples = this.samplesOf(this.types.openActor(activation));
    const hasRoom = samples.addArrival(arrival, this.#look);
    this.#quota--;
    if (hasRoom && this.#quota > 0) return true;
    // The next arrival is the first that is not sampled.
    this.#unsampled.push({ activation, noted: activation.accepted + 1 });
    return false;
  }

  start(turn: ProbedTurn): void {
    if (isOwn(turn.activation)) return;
    this.#recordOf(turn).samples?.startTurn(turn);
    // Shown before the turn runs: the actor may change it.
    const payload = this.#showPayload(turn);
    if (payload !== null) this.#payloads.set(turn, payload);
  }

  end(turn: ProbedTurn): void {
    if (isOwn(turn.activation)) return;
    const record = recordTurn(turn, this.#takePayload(turn));
    this.#recordOf(turn).samples?.endTurn(turn, record);
    const { queuedAt, startedAt, endedAt, outcome } = record;
    const isFailed = outcome === "failed";
    this.#typeOf(turn.activation.definition.type).times
      .add(startedAt - queuedAt, endedAt - startedAt, isFailed);
    this.turns.push(record);
  }

  /** Returns an actor's samples, which keep its last turns from now on. */
  focus(record: ActorRecord): TurnSamples {
    const samples = this.samplesOf(record);
    if (samples.recent !== null) return samples;
    samples.keepRecent(this.turns.lastOf(record.activation));
    this.#focused.push(samples);
    if (this.#focused.length > FOCUSED) this.#focused.shift()!.recent = null;
    return samples;
  }

  /** Returns an actor's samples, made if need be. */
  samplesOf(record: ActorRecord): TurnSamples {
    return record.openSamples(this.#budget);
  }

  /** The payload of a turn that is under way, as text. */
  payloadOf(turn: ProbedTurn): string | null {
    return this.#payloads.get(turn) ?? null;
  }

  /** Samples an actor's arrivals again. */
  #rearm({ activation, noted }: Unsampled): void {
    activation.trackArrivals();
    if (activation.accepted === noted) return;
    this.types.findActor(activation)?.samples?.skipArrival();
    this.#typeOf(activation.definition.type).isSampled = true;
  }

  #takePayload(turn: ProbedTurn): string | null {
    const payload = this.payloadOf(turn);
    this.#payloads.delete(turn);
    return payload;
  }

  #recordOf({ activation }: ProbedTurn): ActorRecord {
    return this.types.openActor(activation);
  }

  #typeOf(name: string) {
    return this.types.openType(this.view.registry.findType(name)!);
  }

  readonly #hear = (event: EngineEvent): void => {
    // What goes wrong with them is counted, and so it is shown.
    const isQuiet = "actor" in event && isOwnType(event.actor.type) &&
      !INCIDENTS.has(event.kind);
    if (!isQuiet) this.events.push(event);
  };

  #measureLag(): void {
    const asked = systemRuntime.now();
    const timer = systemRuntime.setTimer(0, () => {
      this.loopLagMs = systemRuntime.now() - asked;
    });
    timer.unref?.();
  }
}

/** Whether an actor is one of the library's own, which are not shown. */
function isOwn({ definition }: Activation): boolean {
  return isOwnType(definition.type);
}
