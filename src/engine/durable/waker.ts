import { TimerQueue } from "../../actor/timer/timer_queue.ts";
import type { Waker } from "../../actor/port/waker.ts";
import { quote } from "../../base/escape_controls.ts";
import {
  CLOCK_LOOK_MS,
  MAX_DELAY_MS,
  MAX_WAKING,
  RETRY_MAX_MS,
  RETRY_MIN_MS,
  SEEN_AT_ONCE,
  WAKE_WINDOW,
} from "../../base/limits.ts";
import { RingBuffer } from "../../base/ring_buffer.ts";
import type { ActorId } from "../../envelope/actor_id.ts";
import type { DueActor } from "../../store/store.ts";
import { Alarm, keyOfAlarm } from "./alarm.ts";
import { type DueHost, DueWindow } from "./due_window.ts";

/** What a waker asks of its engine. */
export interface WakerHost extends DueHost {
  /** Whether an actor is this engine's to wake, and that is certain. */
  isHere(actor: ActorId): boolean;
  /**
   * Begins to wake an actor, which ends with {@linkcode StoreWaker.note} or
   * {@linkcode StoreWaker.noteFailed}; `false` where its type is not known.
   */
  wake(actor: ActorId): boolean;
  /** Whether so much is under way that nothing more may begin. */
  readonly isFull: boolean;
  /** Calls back once when there is room. */
  awaitRoom(callback: () => void): void;
  /** Learns that no actor waits to be woken. */
  noteEmpty(): void;
}

/**
 * Wakes the actors of a store when they are due. Of those that wait it knows
 * the next few thousand, whatever is stored: as these are woken it asks for
 * more, and every commit says when its actor is due next.
 */
export class StoreWaker implements Waker {
  readonly #host: WakerHost;
  readonly #queue: TimerQueue;
  readonly #window: DueWindow;
  /** Those that are known, waiting for their time or for room. */
  readonly #alarms = new Map<string, Alarm>();
  /** Those whose time has come, in its order; some may be forgotten. */
  readonly #due: RingBuffer<Alarm> = new RingBuffer();
  /** Those that are about to be awake, of which some have their records. */
  readonly #waking = new Map<string, Alarm>();
  #loading = 0;
  /** The types that were told to be unknown. */
  readonly #unknown = new Set<string>();
  #isClosed = false;
  #isWaiting = false;
  #isPumping = false;

  /** Looks whether the wall clock is ahead: the machine may have slept. */
  readonly #clockLook = {
    dueAt: 0,
    place: -1,
    order: 0,
    fire: () => {
      this.#host.runtime.syncClock!();
      this.#lookAtClock();
    },
  };

  constructor(host: WakerHost) {
    this.#host = host;
    const noteEmpty = (): void => this.#noteEmpty();
    this.#queue = new TimerQueue(host.runtime, noteEmpty, 1, SEEN_AT_ONCE);
    this.#window = new DueWindow(host, this.#queue, (due) => this.#take(due));
  }

  /** Whether an actor waits to be woken, as far as is known. */
  get isIdle(): boolean {
    return this.#alarms.size === 0 && this.#waking.size === 0 &&
      !this.#window.isLooking;
  }

  /** How many actors it knows of: no more than a window, whatever is stored. */
  get size(): number {
    return this.#alarms.size + this.#waking.size;
  }

  /** Begins: looks for the first actors that are due. */
  start(): void {
    this.#window.look();
  }

  /** Wakes nothing any more. */
  close(): void {
    this.#isClosed = true;
    this.#window.close();
    this.#alarms.clear();
    this.#waking.clear();
    this.#queue.close();
  }

  note(actor: ActorId, wakeAt: number | null): void {
    if (this.#isClosed) return;
    const key = keyOfAlarm(actor);
    this.#endWaking(key);
    const known = this.#alarms.get(key);
    if (known !== undefined) this.#forget(known);
    // What is due later is found when it is looked for.
    const isNear = wakeAt !== null && this.#window.mustKnow(wakeAt);
    if (isNear) this.#set(new Alarm(key, actor, this.#ring), wakeAt);
    this.#pump();
  }

  noteLoaded(actor: ActorId): void {
    const alarm = this.#waking.get(keyOfAlarm(actor));
    if (alarm === undefined || !alarm.isLoading) return;
    this.#endLoading(alarm);
    this.#pump();
  }

  noteFailed(actor: ActorId, wakeAt: number | null): void {
    if (this.#isClosed) return;
    const key = keyOfAlarm(actor);
    const woken = this.#endWaking(key);
    // One that waits for its time need not be tried before.
    if (woken === undefined && (wakeAt === null || this.#alarms.has(key))) {
      return;
    }
    const alarm = woken ?? new Alarm(key, actor, this.#ring);
    const delayMs = RETRY_MIN_MS * 2 ** alarm.failures++;
    const now = this.#host.runtime.now();
    this.#set(alarm, now + Math.min(delayMs, RETRY_MAX_MS));
    this.#pump();
  }

  /** Learns that a type is known from now on. */
  learnType(type: string): void {
    // Actors of it that are due have been passed over.
    if (this.#unknown.delete(type)) this.lookAgain();
  }

  /** Looks anew which actors are due: some have been passed over. */
  lookAgain(): void {
    if (this.#isClosed) return;
    for (const alarm of this.#alarms.values()) {
      if (!this.#host.isHere(alarm.actor)) this.#forget(alarm);
    }
    this.#window.lookAgain();
    this.#noteEmpty();
  }

  #endWaking(key: string): Alarm | undefined {
    const alarm = this.#waking.get(key);
    if (alarm === undefined) return undefined;
    this.#waking.delete(key);
    this.#endLoading(alarm);
    return alarm;
  }

  #endLoading(alarm: Alarm): void {
    if (!alarm.isLoading) return;
    alarm.isLoading = false;
    this.#loading--;
  }

  #set(alarm: Alarm, wakeAt: number): void {
    this.#alarms.set(alarm.key, alarm);
    alarm.wakeAt = wakeAt;
    if (wakeAt <= this.#host.runtime.now()) this.#due.push(alarm);
    else this.#arm(alarm);
    if (this.#alarms.size > 2 * WAKE_WINDOW) this.#trim();
  }

  #arm(alarm: Alarm): void {
    const latest = this.#host.runtime.now() + MAX_DELAY_MS;
    alarm.dueAt = Math.min(alarm.wakeAt, latest);
    this.#queue.add(alarm);
    if (this.#clockLook.place < 0) this.#lookAtClock();
  }

  /** Looks at the clock in a while, as long as anything waits for its time. */
  #lookAtClock(): void {
    const { runtime } = this.#host;
    if (runtime.syncClock === undefined || this.#alarms.size === 0) return;
    this.#clockLook.dueAt = runtime.now() + CLOCK_LOOK_MS;
    this.#queue.add(this.#clockLook);
  }

  /** Forgets one; where its time has come, it is passed over. */
  #forget(alarm: Alarm): void {
    this.#alarms.delete(alarm.key);
    this.#queue.remove(alarm);
  }

  /** Keeps those that are due first; others are found again. */
  #trim(): void {
    const alarms = [...this.#alarms.values()]
      .sort((one, other) => one.wakeAt - other.wakeAt);
    const last = alarms[WAKE_WINDOW]!;
    for (const alarm of alarms.slice(WAKE_WINDOW)) {
      // Those that have failed are due later than their records say.
      if (alarm.place >= 0 && alarm.failures === 0) this.#forget(alarm);
    }
    this.#window.forgetFrom(last.wakeAt);
  }

  readonly #ring = (alarm: Alarm): void => {
    if (alarm.wakeAt > this.#host.runtime.now()) return this.#arm(alarm);
    this.#due.push(alarm);
    this.#pump();
  };

  /** Wakes those that are due, as far as there is room. */
  #pump(): void {
    // One that is awake already says so at once.
    if (this.#isPumping) return;
    this.#isPumping = true;
    while (this.#loading < MAX_WAKING && this.#hasRoom()) {
      const alarm = this.#due.shift();
      if (alarm === undefined) break;
      if (this.#alarms.get(alarm.key) === alarm) this.#wake(alarm);
    }
    this.#isPumping = false;
    if (this.#alarms.size < WAKE_WINDOW / 2) this.#window.look();
    this.#noteEmpty();
  }

  #hasRoom(): boolean {
    if (!this.#host.isFull) return true;
    if (this.#isWaiting) return false;
    this.#isWaiting = true;
    this.#host.awaitRoom(() => {
      this.#isWaiting = false;
      this.#pump();
    });
    return false;
  }

  #wake(alarm: Alarm): void {
    const { actor, key } = alarm;
    this.#alarms.delete(key);
    // Its owner has looked for it; this engine looks anew when it gains it.
    if (!this.#host.isHere(actor)) return;
    this.#waking.set(key, alarm);
    alarm.isLoading = true;
    this.#loading++;
    if (this.#host.wake(actor)) return;
    this.#endWaking(key);
    this.#tellUnknown(actor.type);
  }

  #tellUnknown(type: string): void {
    if (this.#unknown.has(type)) return;
    this.#unknown.add(type);
    this.#host.logger.warn(
      `Cannot wake actors of type ${quote(type)}: their reminders or sends ` +
        "are due, but the engine knows no durable class of that name; give " +
        `it { actors: [${type}Proxy] }, or ask for one of them`,
    );
  }

  #take(due: readonly DueActor[]): void {
    for (const { actor, wakeAt } of due) this.#add(actor, wakeAt);
    this.#pump();
  }

  #add(actor: ActorId, wakeAt: number): void {
    const key = keyOfAlarm(actor);
    if (this.#alarms.has(key) || this.#waking.has(key)) return;
    this.#set(new Alarm(key, actor, this.#ring), wakeAt);
  }

  #noteEmpty(): void {
    if (this.#alarms.size === 0) this.#queue.remove(this.#clockLook);
    if (this.isIdle) this.#host.noteEmpty();
  }
}
