import { LINK_LARGE_AT_ONCE } from "../../base/link_limits.ts";
import { RingBuffer } from "../../base/ring_buffer.ts";

/** A message that waits in a lane. */
interface Waiting {
  readonly number: number;
  readonly bytes: Uint8Array;
}

/** A large message, and what waits behind it for the sake of its order. */
export class Lane {
  readonly key: number;
  readonly #messages = new RingBuffer<Waiting>();
  /** How many bytes of its first message were cut off already. */
  cut = 0;
  /** The number of its first message among those that are cut. */
  large = 0;

  /** Creates it for an order key. */
  constructor(key: number) {
    this.key = key;
  }

  get first(): Waiting | undefined {
    return this.#messages.first;
  }

  /** Adds a message behind all others. */
  push(number: number, bytes: Uint8Array): void {
    this.#messages.push({ number, bytes });
  }

  /** Takes the first message: it is written whole. */
  shift(): void {
    this.#messages.shift();
    this.cut = 0;
    this.large = 0;
  }
}

/**
 * The large messages to a node, a lane for each order key that has one. A few
 * lanes go on in turns, so that each packet may have a piece of another one.
 */
export class Lanes {
  readonly #lanes = new Map<number, Lane>();
  // Those that go on, in turns, and those that wait to.
  #active: Lane[] = [];
  readonly #waiting = new RingBuffer<Lane>();
  #turn = 0;

  get isEmpty(): boolean {
    return this.#lanes.size === 0;
  }

  /** Tells whether messages of an order key must wait. */
  has(key: number): boolean {
    return this.#lanes.has(key);
  }

  /** Adds a message behind those of its order key. */
  push(key: number, number: number, bytes: Uint8Array): void {
    let lane = this.#lanes.get(key);
    if (lane === undefined) {
      lane = new Lane(key);
      this.#lanes.set(key, lane);
      if (this.#active.length < LINK_LARGE_AT_ONCE) this.#active.push(lane);
      else this.#waiting.push(lane);
    }
    lane.push(number, bytes);
  }

  /** Returns the lane whose turn it is. */
  next(): Lane | undefined {
    return this.#active[this.#turn];
  }

  /** Passes on the turn from a lane, which ends when it is empty. */
  pass(lane: Lane): void {
    if (lane.first === undefined) this.#end(lane);
    else this.#turn++;
    if (this.#turn >= this.#active.length) this.#turn = 0;
  }

  /** Forgets all. */
  clear(): void {
    this.#lanes.clear();
    this.#active = [];
    while (this.#waiting.shift() !== undefined);
    this.#turn = 0;
  }

  #end(lane: Lane): void {
    this.#lanes.delete(lane.key);
    const next = this.#waiting.shift();
    if (next === undefined) this.#active.splice(this.#turn, 1);
    else {
      this.#active[this.#turn] = next;
      this.#turn++;
    }
  }
}
