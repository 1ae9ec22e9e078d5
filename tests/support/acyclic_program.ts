import { type Context, type Engine, type Turn } from "@backstage/actors";
import { ChainPuppetProxy } from "../cast/generated/chain_puppet_proxy.gen.ts";
import { FullPuppetProxy } from "../cast/generated/full_puppet_proxy.gen.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { watch } from "./calls.ts";
import { gate, type Puppet, type PuppetClass } from "./puppets.ts";
import type { Stage } from "./stage.ts";

const ACTORS = 5;
const STEPS = 30;
const KINDS = [PuppetProxy, ChainPuppetProxy, FullPuppetProxy];

/** What an actor is asked to do. */
interface Task {
  /** How many more calls may be made for it, one for the other. */
  readonly depth: number;
  /** What it waits for before it answers, if anything. */
  readonly gate: number | null;
  /** Whom it calls back then. */
  readonly back: number | null;
  readonly fails: boolean;
}

const PLAIN: Task = { depth: 0, gate: null, back: null, fails: false };

/**
 * A random program in which no turn waits for itself: turns await calls to
 * actors with greater numbers alone. Whatever comes back is not waited for: a
 * task that its turn has left running, what lost a race, what stood beside a
 * call that failed. So no call of it may fail but by what the program throws.
 */
export class AcyclicProgram {
  readonly #stage: Stage;
  readonly #engine: Engine;
  readonly #kinds: readonly PuppetClass[];
  readonly #stalls: (() => void)[] = [];
  readonly #gates: ReturnType<typeof gate>[] = [];
  readonly #problems = new Set<string>();
  #losers = 0;
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
    for (let at = 0; at < ACTORS; at++) {
      stage.cast(`${at}`, {
        ask: (ctx, task) => this.#answer(ctx, at, task as Task),
        tell: async (ctx, task) => {
          await this.#answer(ctx, at, task as Task);
        },
      });
    }
  }

  /** Plays it to its end; returns what is wrong then. */
  async play(): Promise<string[]> {
    const { chance, simulated } = this.#stage;
    for (let step = 0; step < STEPS; step++) {
      if (chance.below(3) > 0) this.#follow(this.#callFrom(null, -1, 4));
      if (chance.below(2) === 0) this.#stalls.splice(0, 1)[0]?.();
      if (chance.below(3) === 0) await simulated!.advance(chance.below(4));
    }
    this.#isOver = true;
    for (const open of this.#stalls.splice(0)) open();
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

  async #answer(ctx: Context, at: number, task: Task): Promise<string> {
    const { turn } = ctx;
    const ended = gate();
    try {
      if (this.#isLucky(2)) await null;
      if (task.gate !== null) await this.#gates[task.gate]!.passed;
      if (task.back !== null) await this.#callFrom(ctx, task.back - 1, 1);
      if (task.fails) throw new Error("bad luck");
      if (this.#isLucky(4)) await this.#stall();
      const mayCall = task.depth > 0 && at >= 0 && at < ACTORS - 1;
      let ways = mayCall ? this.#stage.chance.below(3) : 0;
      while (ways-- > 0) await this.#go(ctx, turn, at, task.depth, ended);
      return "done";
    } finally {
      this.#expect(ctx.turn === turn, "ctx.turn is another");
      ended.open();
    }
  }

  /** Goes one way of calling others. */
  async #go(
    ctx: Context,
    turn: Turn,
    at: number,
    depth: number,
    ended: ReturnType<typeof gate>,
  ): Promise<void> {
    const up = () => this.#callFrom(ctx, at, depth - 1);
    const ways: Record<string, () => unknown> = {
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
      "race": () => this.#race(ctx, at, up, up()),
      "race of a sleep": () => this.#race(ctx, at, up, ctx.sleep(2)),
      "failure": () => this.#failEarly(ctx, at, up),
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
  async #leave(ctx: Context, ended: ReturnType<typeof gate>): Promise<void> {
    await ended.passed;
    // Its turn is over once what it returned is settled.
    for (let round = 0; round < 5; round++) await null;
    if (this.#isLucky(2)) await this.#stall();
    this.#expect(ctx.turn.id === "", "a task has a turn");
    await this.#callFrom(ctx, -1, 2);
    await Promise.allSettled([
      this.#callFrom(ctx, -1, 2),
      this.#callFrom(ctx, -1, 1),
    ]);
  }

  /** Races a call that comes back against something, and goes on. */
  async #race(
    ctx: Context,
    at: number,
    up: () => Promise<unknown>,
    quick: Promise<unknown>,
  ): Promise<void> {
    const { reply, open } = this.#askLoser(ctx, at);
    await Promise.race([quick, reply]);
    const next = up();
    // By then the turn waits for the next call.
    void (async () => {
      for (let round = 0; round < 5; round++) await null;
      open();
    })();
    await next;
  }

  /** Awaits together what comes back and what fails, and goes on. */
  async #failEarly(
    ctx: Context,
    at: number,
    up: () => Promise<unknown>,
  ): Promise<void> {
    const { reply, open } = this.#askLoser(ctx, at);
    const fails = this.#pick(ctx, at).ask({ ...PLAIN, fails: true });
    let hasFailed = false;
    await Promise.all([reply, fails]).catch(() => hasFailed = true);
    this.#expect(hasFailed, "nothing failed");
    open();
    await (this.#isLucky(2) ? up() : this.#stall());
  }

  /** Asks an actor that calls back once a gate is open. */
  #askLoser(ctx: Context, back: number) {
    const id = `loser ${this.#losers++}`;
    const own = this.#gates.push(gate()) - 1;
    this.#stage.cast(id, {
      ask: (own, task) => this.#answer(own, -1, task as Task),
    });
    const task: Task = { depth: 0, gate: own, back, fails: false };
    const reply = ctx.getActor(PuppetProxy, id).ask(task);
    this.#follow(reply);
    return { reply, open: this.#gates[own]!.open };
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
  #follow(reply: Promise<unknown>): Promise<unknown> {
    this.#under++;
    return reply.then(
      (value) => {
        this.#under--;
        return value;
      },
      (error) => {
        this.#under--;
        this.#expect(false, `${error}`);
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
