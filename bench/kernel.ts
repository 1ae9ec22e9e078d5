/**
 * A hand-written kernel: actors by value, one turn at a time, in order, with
 * errors kept and the event loop given back. It knows no bounds, callers,
 * deadlines, counters or events: what it takes is what those semantics cost.
 */
import { setImmediate } from "node:timers";

/** How many turns an actor may take before the next one. */
const TURNS_PER_RUN = 128;
/** How many turns pass between two looks at the clock; a power of two. */
const TURNS_PER_LOOK = 1_024;
const BUDGET_MS = 8;
const BLOCK_SLOTS = 256;
const FREE_BLOCKS = 1_024;

/** Told how a message went. */
type Settle = (value: unknown) => void;

/** What a kernel's cell hands its messages to. */
export interface KernelActor {
  dispatch(method: number, payload: unknown): unknown;
}

/** What failed without a caller that waits. */
export const lost: unknown[] = [];

function keep(error: unknown): void {
  lost.push(error);
}

let ready: (Cell | null)[] = new Array(1_024).fill(null);
let head = 0;
let tail = 0;
let isPumping = false;
let turns = 0;
let sliceStart = 0;

function schedule(cell: Cell): void {
  ready[tail] = cell;
  tail = (tail + 1) & (ready.length - 1);
  if (tail === head) growReady();
  if (isPumping) return;
  isPumping = true;
  queueMicrotask(pump);
}

function growReady(): void {
  const { length } = ready;
  const larger: (Cell | null)[] = new Array(length * 2).fill(null);
  for (let at = 0; at < length; at++) {
    larger[at] = ready[(head + at) & (length - 1)]!;
  }
  ready = larger;
  head = 0;
  tail = length;
}

function pump(): void {
  while (head !== tail) {
    const cell = ready[head]!;
    ready[head] = null;
    head = (head + 1) & (ready.length - 1);
    cell.run();
    const mustLook = (++turns & (TURNS_PER_LOOK - 1)) === 0;
    if (mustLook && performance.now() - sliceStart > BUDGET_MS) {
      setImmediate(goOn);
      return;
    }
  }
  isPumping = false;
}

function goOn(): void {
  sliceStart = performance.now();
  pump();
}

class Block {
  readonly slots: unknown[] = new Array(BLOCK_SLOTS).fill(null);
  next: Block | null = null;
}

let free: Block | null = null;
let freeCount = 0;

function takeBlock(): Block {
  const block = free;
  if (block === null) return new Block();
  free = block.next;
  freeCount--;
  block.next = null;
  return block;
}

function giveBack(block: Block): void {
  if (freeCount === FREE_BLOCKS) return;
  block.next = free;
  free = block;
  freeCount++;
}

/** One actor: its first message in its own fields, the rest in blocks. */
export class Cell {
  readonly #actor: KernelActor;
  #isQueued = false;
  #method = -1;
  #payload: unknown = null;
  #settle: Settle | null = null;
  #fail: Settle | null = null;
  #head: Block | null = null;
  #headAt = 0;
  #tail: Block | null = null;
  #tailAt = BLOCK_SLOTS;

  constructor(actor: KernelActor) {
    this.#actor = actor;
  }

  send(
    method: number,
    payload: unknown,
    settle: Settle | null = null,
    fail: Settle | null = null,
  ): void {
    if (this.#method < 0 && this.#head === null) {
      this.#method = method;
      this.#payload = payload;
      this.#settle = settle;
      this.#fail = fail;
    } else {
      this.#queue(method, payload, settle, fail);
    }
    if (this.#isQueued) return;
    this.#isQueued = true;
    schedule(this);
  }

  /** Sends a message whose answer is awaited. */
  call(method: number, payload: unknown): Promise<unknown> {
    return new Promise((settle, fail) => {
      this.send(method, payload, settle, fail);
    });
  }

  run(): void {
    const method = this.#method;
    if (method >= 0) {
      const payload = this.#payload;
      const settle = this.#settle;
      const fail = this.#fail;
      this.#method = -1;
      this.#payload = this.#settle = this.#fail = null;
      if (!this.#take(method, payload, settle, fail)) return;
      if (this.#method >= 0) return schedule(this);
    }
    for (let left = TURNS_PER_RUN; this.#head !== null; left--) {
      if (left === 0) return schedule(this);
      if (!this.#takeFromBlock()) return;
    }
    this.#isQueued = false;
  }

  #queue(
    method: number,
    payload: unknown,
    settle: Settle | null,
    fail: Settle | null,
  ): void {
    if (this.#tailAt === BLOCK_SLOTS) {
      const block = takeBlock();
      if (this.#tail === null) {
        this.#head = block;
        this.#headAt = 0;
      } else this.#tail.next = block;
      this.#tail = block;
      this.#tailAt = 0;
    }
    const at = this.#tailAt;
    const { slots } = this.#tail!;
    slots[at] = method;
    slots[at + 1] = payload;
    slots[at + 2] = settle;
    slots[at + 3] = fail;
    this.#tailAt = at + 4;
  }

  #takeFromBlock(): boolean {
    const block = this.#head!;
    const at = this.#headAt;
    const { slots } = block;
    const method = slots[at] as number;
    const payload = slots[at + 1];
    const settle = slots[at + 2] as Settle | null;
    const fail = slots[at + 3] as Settle | null;
    slots[at + 1] = slots[at + 2] = slots[at + 3] = null;
    this.#headAt = at + 4;
    const isLast = block === this.#tail && this.#headAt === this.#tailAt;
    if (isLast || this.#headAt === BLOCK_SLOTS) {
      this.#head = block.next;
      this.#headAt = 0;
      if (this.#head === null) {
        this.#tail = null;
        this.#tailAt = BLOCK_SLOTS;
      }
      giveBack(block);
    }
    return this.#take(method, payload, settle, fail);
  }

  /** Runs a turn; returns whether the next one may follow. */
  #take(
    method: number,
    payload: unknown,
    settle: Settle | null,
    fail: Settle | null,
  ): boolean {
    let result: unknown;
    try {
      result = this.#actor.dispatch(method, payload);
    } catch (error) {
      (fail ?? keep)(error);
      return true;
    }
    if (result instanceof Promise) {
      result.then(settle, fail ?? keep).then(() => schedule(this));
      return false;
    }
    settle?.(result);
    return true;
  }
}
