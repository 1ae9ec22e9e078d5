import type { Context } from "@backstage/actors";
import type { Place, Players, Streaming, Ways, Yields } from "./players.ts";

const FAILED = { done: true, value: null } as const;

/** The ways of a random program in which a turn consumes streaming replies. */
export class AcyclicStreams {
  readonly #players: Players;

  constructor(players: Players) {
    this.#players = players;
  }

  /** Yields what it is asked for, and calls others between two values. */
  async *produce(place: Place, yields: Yields): Streaming {
    const { back, before, fails, values } = yields;
    const { call, comeBack, expect, go, stall } = this.#players;
    const { ctx, turn, at, depth, ended } = place;
    try {
      for (let index = 0; index < values; index++) {
        if (this.#isLucky(2)) await null;
        if (back !== null && before === index) await comeBack(ctx, back);
        if (depth > 0 && this.#isLucky(3)) await go(place);
        if (this.#isLucky(8)) await stall();
        expect(ctx.turn === turn, "a step's ctx.turn is another");
        yield index;
        expect(ctx.turn === turn, "a later step's ctx.turn is another");
      }
      if (fails) throw new Error("bad luck");
      return "done";
    } finally {
      if (this.#isLucky(3)) await call(ctx, at, 0);
      ended.open();
    }
  }

  /** Returns the ways that a turn may go. */
  waysOf(place: Place): Ways {
    const { ctx, at, depth } = place;
    const up = () => this.#players.call(ctx, at, depth - 1);
    const open = () => this.open(ctx, at, depth - 1);
    const all = () => this.consume(open());
    return {
      "stream": all,
      "stream beside a call": () => Promise.all([all(), up()]),
      "streams, all settled": () => Promise.allSettled([all(), all(), up()]),
      "streams by turns": () => this.#alternate([open(), open()]),
      "stream read ahead": () => this.#readAhead(open()),
      "stream broken off": () => this.breakOff(open()),
      "stream left open": () => this.#take(open()),
      "stream in a timer": () => void ctx.runOnce(1, all),
    };
  }

  /** Opens a streaming reply of an actor with a greater number. */
  open(ctx: Context | null, at: number, depth: number): Streaming {
    return this.#players.open(ctx, at, this.choose(depth));
  }

  /** Opens one that calls no others. */
  openShort({ ctx, at }: Place): Streaming {
    return this.#players.open(ctx, at, { ...this.choose(0), values: 3 });
  }

  /** Chooses what an actor is to yield. */
  choose(depth: number): Yields {
    const { chance } = this.#players;
    // Now and then more than the credit of a reply.
    const values = chance.below(this.#isLucky(6) ? 40 : 4);
    const least = Math.max(0, depth);
    return { values, depth: least, back: null, before: 0, fails: false };
  }

  /** Takes all values of a streaming reply. */
  async consume(reply: Streaming): Promise<void> {
    let expected = 0;
    while (true) {
      const { done, value } = await this.#next(reply);
      if (done) break;
      this.#players.expect(value === expected++, `a reply yielded ${value}`);
      if (this.#isLucky(4)) await null;
    }
  }

  /** Takes a value or two, and then waits for `finally`. */
  async breakOff(reply: Streaming): Promise<void> {
    await this.#take(reply);
    if (this.#isLucky(3)) await this.#players.stall();
    await this.#players.follow(reply.return(null));
  }

  async #next(reply: Streaming): Promise<IteratorResult<unknown, unknown>> {
    return await this.#players.follow(reply.next()) ?? FAILED;
  }

  async #alternate(replies: Streaming[]): Promise<void> {
    const open = new Set(replies);
    const take = async (reply: Streaming): Promise<void> => {
      if ((await this.#next(reply)).done) open.delete(reply);
    };
    while (open.size > 0) {
      if (this.#isLucky(2)) await Promise.all([...open].map(take));
      else for (const reply of open) await take(reply);
    }
  }

  /** Asks for several values at once. */
  async #readAhead(reply: Streaming): Promise<void> {
    const reads = Array.from({ length: 3 }, () => this.#next(reply));
    if ((await Promise.all(reads)).some(({ done }) => done)) return;
    while (!(await this.#next(reply)).done);
  }

  async #take(reply: Streaming): Promise<void> {
    await this.#next(reply);
    if (this.#isLucky(2)) await this.#next(reply);
  }

  #isLucky(oneIn: number): boolean {
    return this.#players.chance.below(oneIn) === 0;
  }
}
