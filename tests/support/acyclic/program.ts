import { type Context, type Engine, type Turn } from "@backstage/actors";
import { ChainPuppetProxy } from "../../cast/generated/chain_puppet_proxy.gen.ts";
import { FullPuppetProxy } from "../../cast/generated/full_puppet_proxy.gen.ts";
import { PuppetProxy } from "../../cast/generated/puppet_proxy.gen.ts";
import { watch } from "../calls.ts";
import { gate, type Puppet, type PuppetClass } from "../puppets.ts";
import type { Stage } from "../stage.ts";
import { AcyclicLosers } from "./losers.ts";
import type { Place, Players, Return, Task, Ways, Yields } from "./players.ts";
import { AcyclicStreams } from "./streams.ts";

const ACTORS = 5;
const STEPS = 30;
const KINDS = [PuppetProxy, ChainPuppetProxy, FullPuppetProxy];
const PLAIN: Task = { depth: 0, back: null, fails: false };

/**
 * A random program in which no turn waits for itself: turns await calls to, and
 * values of, actors with greater numbers alone. Whatever comes back is not
 * waited for: a task that its turn has left running, what lost a race, what
 * stood beside a call that failed, a step that runs ahead of its consumer. So
 * no call of it may fail but by what the program throws.
 */
export class AcyclicProgram {
  readonly #stage: Stage;
  readonly #engine: Engine;
  readonly #kinds: readonly PuppetClass[];
  readonly #stalls: (() => void)[] = [];
  readonly #gates: ReturnType<typeof gate>[] = [];
  readonly #losing: (() => void)[] = [];
  readonly #problems = new Set<string>();
  readonly #streams: AcyclicStreams;
  readonly #losers: AcyclicLosers;
  #under = 0;
  #isOver = false;
  /** How often each way was gone. */
  readonly ways: Record<string, number> = {};

  constructor(stage: Stage) {
    const { chance } = stage;
    this.#stage = stage;
    this.#kinds = Array.from({ length: ACTORS }, () => chance.pick(KINDS));
    this.#engine = stage.open({
      callTimeoutMs: 0,
      turnsPerRun: 1 + chance.below(3),
    });
    const players = this.#makePlayers();
    this.#streams = new AcyclicStreams(players);
    this.#losers = new AcyclicLosers(players, this.#streams);
    for (let at = 0; at < ACTORS; at++) this.#cast(`${at}`, at);
  }

  /** Plays it to its end; returns what is wrong then. */
  async play(): Promise<string[]> {
    const { chance, simulated } = this.#stage;
    for (let step = 0; step < STEPS; step++) {
      if (chance.below(3) > 0) this.#callFrom(null, -1, 4);
      if (chance.below(4) === 0) this.#stream();
      if (chance.below(2) === 0) this.#stalls.splice(0, 1)[0]?.();
      if (chance.below(3) === 0) await simulated!.advance(chance.below(4));
    }
    this.#isOver = true;
    for (const open of this.#stalls.splice(0)) open();
    await simulated!.advance(100);
    // A reply that was left open ends with its consumer alone.
    for (const open of this.#losing) open();
    await simulated!.advance(100);
    const isDone = watch(this.#engine.run());
    await simulated!.advance(100);
    this.#expect(isDone(), "run() hangs");
    this.#expect(this.#under === 0, `${this.#under} calls hang`);
    for (const event of this.#stage.events) {
      if (event.kind !== "dead-letter" && event.kind !== "abandoned") continue;
      this.#expect(false, `${event.kind} ${event.actor.id}: ${event.error}`);
    }
    return [...this.#problems];
  }

  #cast(id: string, at: number): void {
    this.#stage.cast(id, {
      ask: (ctx, task) => this.#answer(ctx, at, task as Task),
      tell: async (ctx, task) => {
        await this.#answer(ctx, at, task as Task);
      },
      stream: (ctx, yields) => this.#produce(ctx, at, yields as Yields),
    });
  }

  #makePlayers(): Players {
    return {
      chance: this.#stage.chance,
      open: (ctx, at, yields) =>
        this.#pick(ctx ?? this.#engine, at).stream(yields),
      ask: (ctx, at, task) => this.#pick(ctx, at).ask(task),
      call: (ctx, at, depth) => this.#callFrom(ctx, at, depth),
      comeBack: (ctx, back) => this.#comeBack(ctx, back),
      go: (place) => this.#go(place),
      follow: (reply) => this.#follow(reply),
      expect: (isTrue, problem) => this.#expect(isTrue, problem),
      stall: () => this.#stall(),
      castLoser: () => this.#castLoser(),
      openAtEnd: (open) => void this.#losing.push(open),
    };
  }

  /** Code outside actors consumes a streaming reply, and may break it off. */
  #stream(): void {
    const reply = this.#streams.open(null, -1, 3);
    if (this.#isLucky(3)) this.#streams.breakOff(reply);
    else this.#streams.consume(reply);
  }

  #produce(ctx: Context, at: number, yields: Yields) {
    const depth = mayCall(at) ? yields.depth : 0;
    const place = { ctx, turn: ctx.turn, at, depth, ended: gate() };
    return this.#streams.produce(place, yields);
  }

  async #answer(ctx: Context, at: number, task: Task): Promise<string> {
    const { turn } = ctx;
    const { back, depth, fails } = task;
    const ended = gate();
    try {
      if (this.#isLucky(2)) await null;
      if (back !== null) await this.#comeBack(ctx, back);
      if (fails) throw new Error("bad luck");
      if (this.#isLucky(4)) await this.#stall();
      let ways = depth > 0 && mayCall(at) ? this.#stage.chance.below(3) : 0;
      while (ways-- > 0) await this.#go({ ctx, turn, at, depth, ended });
      return "done";
    } finally {
      this.#expect(ctx.turn === turn, "ctx.turn is another");
      ended.open();
    }
  }

  async #comeBack(ctx: Context, { gate, to }: Return): Promise<void> {
    await this.#gates[gate]!.passed;
    await this.#callFrom(ctx, to - 1, 1);
  }

  /** Goes one way of calling others. */
  async #go(place: Place): Promise<void> {
    const { ctx, turn, at, depth, ended } = place;
    const up = () => this.#callFrom(ctx, at, depth - 1);
    const ways: Ways = {
      "await": up,
      "all": () => Promise.all([up(), up()]),
      "all settled": () => Promise.allSettled([up(), up(), up()]),
      "send": () => void this.#pick(ctx, -1).ask(PLAIN),
      "tell": () => this.#pick(ctx, at).tell(PLAIN),
      "timer": () => void ctx.runOnce(1, () => up().then(() => {})),
      "generator": async () => {
        for await (const said of this.#generate(ctx, turn, at, depth)) {
          this.#expect(said === "done", `a generator got ${said}`);
        }
      },
      "task": () => void this.#leave(ctx, ended),
      ...this.#streams.waysOf(place),
      ...this.#losers.waysOf(place),
    };
    const way = this.#stage.chance.pick(Object.keys(ways));
    this.ways[way] = (this.ways[way] ?? 0) + 1;
    await ways[way]!();
    this.#expect(ctx.turn === turn, `${way}: ctx.turn is another`);
  }

  async *#generate(ctx: Context, turn: Turn, at: number, depth: number) {
    for (let count = this.#stage.chance.below(3); count > 0; count--) {
      const said = await this.#callFrom(ctx, at, depth - 1);
      this.#expect(ctx.turn === turn, "a generator's ctx.turn is another");
      yield said;
    }
  }

  /** Does what a turn leaves running: it waits for actors of any number. */
  async #leave(ctx: Context, ended: Place["ended"]): Promise<void> {
    await ended.passed;
    // Its turn is over once what it returned is settled.
    for (let round = 0; round < 5; round++) await null;
    if (this.#isLucky(2)) await this.#stall();
    this.#expect(ctx.turn.id === "", "a task has a turn");
    await this.#callFrom(ctx, -1, 2);
    await Promise.allSettled([
      this.#callFrom(ctx, -1, 2),
      this.#callFrom(ctx, -1, 1),
      this.#streams.consume(this.#streams.open(ctx, -1, 1)),
    ]);
  }

  #castLoser() {
    const own = gate();
    const at = this.#gates.push(own) - 1;
    const id = `loser ${at}`;
    this.#cast(id, -1);
    return { id, gate: at, open: own.open };
  }

  /** Calls an actor with a number above another's; at the top, none. */
  async #callFrom(
    ctx: Context | null,
    at: number,
    depth: number,
  ): Promise<unknown> {
    if (at >= ACTORS - 1) return "done";
    const reply = this.#pick(ctx ?? this.#engine, at)
      .ask({ ...PLAIN, depth: Math.max(0, depth) });
    return await this.#follow(reply);
  }

  #pick(from: Context | Engine, above: number): Puppet & PuppetProxy {
    const least = Math.min(above + 1, ACTORS - 1);
    const at = least + this.#stage.chance.below(ACTORS - least);
    const puppet: Puppet = from.getActor(this.#kinds[at]!, `${at}`);
    return puppet as Puppet & PuppetProxy;
  }

  /** Notes how a call ends. */
  #follow<Value>(reply: Promise<Value>): Promise<Value | undefined> {
    this.#under++;
    return reply.then(
      (value) => {
        this.#under--;
        return value;
      },
      (error) => {
        this.#under--;
        this.#expect(false, `${error}`);
        return undefined;
      },
    );
  }

  async #stall(): Promise<void> {
    if (this.#isOver) return;
    await new Promise<void>((resolve) => void this.#stalls.push(resolve));
  }

  #isLucky(oneIn: number): boolean {
    return this.#stage.chance.below(oneIn) === 0;
  }

  #expect(isTrue: boolean, problem: string): void {
    if (!isTrue) this.#problems.add(problem);
  }
}

/** Whether an actor calls others: the topmost does not, nor does a loser. */
function mayCall(at: number): boolean {
  return at >= 0 && at < ACTORS - 1;
}
