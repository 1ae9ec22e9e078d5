import type { Context } from "@backstage/actors";
import { PuppetProxy } from "../../cast/generated/puppet_proxy.gen.ts";
import type { Place, Players, Task, Ways, Yields } from "./players.ts";
import type { AcyclicStreams } from "./streams.ts";

/** What a turn awaits beside something else, and soon does not any more. */
interface Loser {
  readonly reply: Promise<unknown>;
  /** Lets it call back. */
  open(): void;
}

/**
 * The ways of a random program in which a turn awaits what comes back to it,
 * but not by when it does: a call, or a step of a streaming reply.
 */
export class AcyclicLosers {
  readonly #players: Players;
  readonly #streams: AcyclicStreams;

  constructor(players: Players, streams: AcyclicStreams) {
    this.#players = players;
    this.#streams = streams;
  }

  /** Returns the ways that a turn may go. */
  waysOf(place: Place): Ways {
    const { ctx, at, depth } = place;
    const up = () => this.#players.call(ctx, at, depth - 1);
    return {
      "race": () => this.#race(place, up, up()),
      "race of a reply": () =>
        this.#race(place, up, this.#ask(place, false).then(() => {})),
      "race of a sleep": () => this.#race(place, up, ctx.sleep(2)),
      "race of a step": () =>
        this.#race(place, up, this.#streams.openShort(place).next()),
      "race of a value": () => this.#raceValue(place, up),
      "failure": () => this.#failEarly(place, up, this.#ask(place, true)),
      "failure of a step": () => this.#failEarly(place, up, this.#step(place)),
      "step that comes back": () => this.#leaveBehind(place, up),
    };
  }

  /** Races what comes back against something, and goes on. */
  async #race(
    { ctx, at, ended }: Place,
    up: () => Promise<unknown>,
    quick: Promise<unknown>,
  ): Promise<void> {
    const { reply, open } = this.#pickLoser(ctx, at);
    try {
      await Promise.race([quick, reply]);
    } catch (error) {
      // A sleep is cut short where the turn's consumer has gone.
      open();
      throw error;
    }
    if (this.#isLucky(3)) {
      void ended.passed.then(() => openSoon(open));
      this.#players.openAtEnd(open);
      return;
    }
    const next = up();
    // By then the turn waits for the next call.
    void openSoon(open);
    await next;
  }

  /** Races what comes back against a value that has arrived by now. */
  async #raceValue(place: Place, up: () => Promise<unknown>): Promise<void> {
    const reply = this.#streams.openShort(place);
    await this.#players.follow(reply.next());
    await this.#players.stall();
    await this.#race(place, up, reply.next());
  }

  /** Awaits together what comes back and what fails, and goes on. */
  async #failEarly(
    { ctx, at }: Place,
    up: () => Promise<unknown>,
    fails: Promise<unknown>,
  ): Promise<void> {
    const { reply, open } = this.#pickLoser(ctx, at);
    let hasFailed = false;
    await Promise.all([reply, fails]).catch(() => hasFailed = true);
    this.#players.expect(hasFailed, "nothing failed");
    open();
    await (this.#isLucky(2) ? up() : this.#players.stall());
  }

  #ask({ ctx, at }: Place, fails: boolean): Promise<unknown> {
    const task: Task = { depth: 0, back: null, fails };
    return this.#players.ask(ctx, at, task);
  }

  async #step({ ctx, at }: Place): Promise<void> {
    const yields = { ...this.#streams.choose(0), fails: true };
    const reply = this.#players.open(ctx, at, yields);
    while (!(await reply.next()).done);
  }

  /** Takes a value; the step that runs ahead comes back, unawaited. */
  async #leaveBehind(
    { ctx, at }: Place,
    up: () => Promise<unknown>,
  ): Promise<void> {
    const { reply, open } = this.#openLoser(ctx, at, 1);
    await this.#players.follow(reply);
    open();
    if (this.#isLucky(2)) await this.#players.stall();
    await up();
  }

  #pickLoser(ctx: Context, at: number): Loser {
    return this.#isLucky(2)
      ? this.#askLoser(ctx, at)
      : this.#openLoser(ctx, at, 0);
  }

  #askLoser(ctx: Context, to: number): Loser {
    const { id, gate, open } = this.#players.castLoser();
    const task: Task = { depth: 0, back: { gate, to }, fails: false };
    const reply = ctx.getActor(PuppetProxy, id).ask(task);
    void this.#players.follow(reply);
    return { reply, open };
  }

  /** Opens a reply that comes back behind so many values; asks for one. */
  #openLoser(ctx: Context, to: number, before: number): Loser {
    const { id, gate, open } = this.#players.castLoser();
    const yields: Yields = {
      values: before + 1 + this.#players.chance.below(2),
      depth: 0,
      back: { gate, to },
      before,
      fails: false,
    };
    const reply = ctx.getActor(PuppetProxy, id).stream(yields).next();
    void this.#players.follow(reply);
    return { reply, open };
  }

  #isLucky(oneIn: number): boolean {
    return this.#players.chance.below(oneIn) === 0;
  }
}

/** Opens a gate by when the turn waits for the next call. */
async function openSoon(open: () => void): Promise<void> {
  for (let round = 0; round < 5; round++) await null;
  open();
}
