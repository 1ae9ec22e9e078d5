import type { Runtime, RuntimeTimer } from "../../base/runtime.ts";

/** Something that is due at a time; the queue keeps its place in it. */
export interface QueuedTimer {
  /** When it is due, in the runtime's milliseconds. */
  readonly dueAt: number;
  /** Its place in the queue; -1 while it is not in one. */
  place: number;
  /** When it joined the queue, counted in timers: breaks ties in time. */
  order: number;
  /** Fires it; it has left the queue and may join it again. */
  fire(now: number): void;
  /** Ends it, for its queue is closed. */
  abort?(reason: unknown): void;
}

function isBefore(a: QueuedTimer, b: QueuedTimer): boolean {
  return a.dueAt < b.dueAt || (a.dueAt === b.dueAt && a.order < b.order);
}

/** All timers of an engine on one timer of the runtime: a binary heap. */
export class TimerQueue {
  readonly #runtime: Runtime;
  readonly #onEmpty: () => void;
  readonly #most: number;
  // How many reasons there are to keep the process alive for its timers.
  #holds: number;
  #heap: QueuedTimer[] = [];
  #alarm: RuntimeTimer | null = null;
  #alarmAt = Infinity;
  #added = 0;
  #isClosed = false;

  /**
   * Creates one; its timers keep the process alive while `holds` is not 0. It
   * fires `most` timers at once, then others have their chance. Recurring ones
   * have no bound: an engine that is late with them would spend every round on
   * firing them again.
   */
  constructor(
    runtime: Runtime,
    onEmpty: () => void,
    holds = 1,
    most = Infinity,
  ) {
    this.#runtime = runtime;
    this.#most = most;
    this.#holds = holds;
    this.#onEmpty = onEmpty;
  }

  /** How many timers are live. */
  get size(): number {
    return this.#heap.length;
  }

  /** Whether it takes no timer any more. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Takes every timer out, and none in any more. */
  close(reason?: unknown): void {
    this.#isClosed = true;
    const timers = this.#heap;
    this.#heap = [];
    this.#disarm();
    for (const timer of timers) {
      timer.place = -1;
      timer.abort?.(reason);
    }
    this.#onEmpty();
  }

  /** Changes how many reasons there are to keep the process alive. */
  hold(change: 1 | -1): void {
    const held = this.#holds > 0;
    this.#holds += change;
    const isHeld = this.#holds > 0;
    const alarm = this.#alarm;
    if (alarm === null || isHeld === held) return;
    if (!isHeld) alarm.unref?.();
    else if (alarm.ref !== undefined) alarm.ref();
    // Let go, and this runtime cannot take it back: another one is made.
    else if (alarm.unref !== undefined) {
      this.#disarm();
      this.#arm();
    }
  }

  /** Adds a timer. */
  add(timer: QueuedTimer): void {
    if (this.#isClosed) return;
    timer.place = this.#heap.length;
    timer.order = this.#added++;
    this.#heap.push(timer);
    this.#moveUp(timer);
    if (timer.place === 0) this.#arm();
  }

  /** Takes a timer out; harmless when it is not in. */
  remove(timer: QueuedTimer): void {
    if (timer.place < 0) return;
    this.#takeOut(timer);
    this.#arm();
    if (this.#heap.length === 0) this.#onEmpty();
  }

  #takeOut(timer: QueuedTimer): void {
    const last = this.#heap.pop();
    if (last !== undefined && last !== timer) {
      this.#put(last, timer.place);
      this.#moveUp(last);
      this.#moveDown(last);
    }
    timer.place = -1;
  }

  /** Sees to it that the runtime wakes the queue for its first timer. */
  #arm(): void {
    const first = this.#heap[0];
    if (first === undefined) {
      this.#disarm();
      return;
    }
    // An alarm that rings too early costs less than a new one at every change.
    if (this.#alarmAt <= first.dueAt) return;
    this.#disarm();
    this.#alarmAt = first.dueAt;
    const delayMs = Math.max(1, Math.ceil(first.dueAt - this.#runtime.now()));
    this.#alarm = this.#runtime.setTimer(delayMs, this.#ring);
    if (this.#holds === 0) this.#alarm.unref?.();
  }

  #disarm(): void {
    this.#alarm?.cancel();
    this.#alarm = null;
    this.#alarmAt = Infinity;
  }

  readonly #ring = (): void => {
    this.#alarm = null;
    this.#alarmAt = Infinity;
    const now = this.#runtime.now();
    // Only what is in the queue now: a timer that comes back at once must
    // not hold the event loop.
    const most = Math.min(this.#heap.length, this.#most);
    let left = most;
    for (; left > 0; left--) {
      const first = this.#heap[0];
      if (first === undefined || first.dueAt > now) break;
      this.#takeOut(first);
      first.fire(now);
    }
    if (left === 0 && most === this.#most) this.#ringAgain(now);
    this.#arm();
    if (this.#heap.length === 0) this.#onEmpty();
  };

  /** Goes on with what is due when others had their chance. */
  #ringAgain(now: number): void {
    const first = this.#heap[0];
    if (first === undefined || first.dueAt > now) return;
    this.#disarm();
    this.#alarmAt = first.dueAt;
    this.#alarm = this.#runtime.setTimer(0, this.#ring);
  }

  #put(timer: QueuedTimer, place: number): void {
    this.#heap[place] = timer;
    timer.place = place;
  }

  #moveUp(timer: QueuedTimer): void {
    while (timer.place > 0) {
      const parent = this.#heap[(timer.place - 1) >> 1]!;
      if (isBefore(parent, timer)) return;
      const place = parent.place;
      this.#put(parent, timer.place);
      this.#put(timer, place);
    }
  }

  #moveDown(timer: QueuedTimer): void {
    while (true) {
      const left = this.#heap[timer.place * 2 + 1];
      const right = this.#heap[timer.place * 2 + 2];
      if (left === undefined) return;
      const child = right !== undefined && isBefore(right, left) ? right : left;
      if (isBefore(timer, child)) return;
      const place = child.place;
      this.#put(child, timer.place);
      this.#put(timer, place);
    }
  }
}
