import {
  type ActorProxy,
  CallError,
  type Context,
  type Engine,
  type ProxyClass,
} from "@backstage/actors";
import { assert, assertEquals } from "@std/assert";
import { ChainPuppetProxy } from "../cast/generated/chain_puppet_proxy.gen.ts";
import { FullPuppetProxy } from "../cast/generated/full_puppet_proxy.gen.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import type { Chance } from "../support/chance.ts";
import { Stage, testOnBothWires } from "../support/stage.ts";

type Puppets =
  & ProxyClass<PuppetProxy | FullPuppetProxy>
  & ProxyClass<ActorProxy>;

/** What one reply did, as its producer saw it. */
interface Account {
  begun: number;
  ended: number;
  steps: number;
}

/** What happened in one program, in order. */
class Play {
  readonly stage: Stage;
  readonly engine: Engine;
  readonly chance: Chance;
  readonly accounts: Account[] = [];
  readonly trace: string[] = [];
  readonly #proxy: Puppets;
  /** How many turns of the producer are in the middle of a step. */
  inside = 0;

  constructor(stage: Stage, proxy: Puppets) {
    this.stage = stage;
    this.chance = stage.chance;
    this.#proxy = proxy;
    this.engine = stage.open({ callTimeoutMs: 500, replyIdleMs: 2_000 });
    stage.cast("producer", {
      stream: (ctx, input) => this.#produce(ctx, input as number),
      ask: () => this.#step("ask"),
    });
    stage.cast("consumer", { ask: (ctx) => this.#consume(ctx) });
  }

  async #step(name: string): Promise<void> {
    const mayInterleave = this.#proxy !== PuppetProxy as unknown;
    this.inside++;
    assert(mayInterleave || this.inside === 1, `${name}: two turns at once`);
    if (this.chance.below(3) === 0) await this.#pause(this.chance.below(40));
    else if (this.chance.below(2) === 0) await null;
    this.inside--;
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.stage.simulated!.setTimer(ms, resolve);
    });
  }

  async *#produce(ctx: Context, to: number): AsyncGenerator<number, string> {
    const account = { begun: 1, ended: 0, steps: 0 };
    this.accounts.push(account);
    try {
      for (let index = 0; index < to; index++) {
        await this.#step(`step ${index}`);
        if (this.chance.below(60) === 0) throw new RangeError("by chance");
        account.steps++;
        yield index;
      }
      return "all";
    } finally {
      account.ended++;
      if (this.chance.below(2) === 0) await null;
      this.trace.push(`${to} ${account.steps} ${ctx.turn.signal.aborted}`);
    }
  }

  async #consume(ctx: Context | Engine): Promise<string> {
    const { chance } = this;
    const signal = chance.below(3) === 0 ? new AbortController() : null;
    const most = chance.below(60);
    const producer = ctx.getActor(this.#proxy, "producer") as PuppetProxy;
    const reply = (signal ? producer.with({ signal: signal.signal }) : producer)
      .stream(chance.below(50));
    let expected = 0;
    try {
      while (true) {
        const { done, value } = await reply.next();
        if (done) return `done ${value}`;
        assertEquals(value, expected++);
        if (chance.below(4) === 0) await this.#pause(chance.below(30));
        if (expected > most) break;
      }
      if (signal !== null) signal.abort();
      else if (chance.below(2) === 0) await reply.return(null);
      else return "left open";
      return "broken off";
    } catch (error) {
      if (!(error instanceof CallError)) assert(error instanceof RangeError);
      return `${error}`;
    }
  }

  async run(): Promise<void> {
    const ends: Promise<unknown>[] = [];
    for (let index = 0; index < 12; index++) {
      const kind = this.chance.below(8);
      const producer = this.engine.getActor(this.#proxy, "producer");
      const consumer = this.engine.getActor(PuppetProxy, "consumer");
      if (kind === 0) ends.push((producer as PuppetProxy).ask(null));
      else if (kind === 1) ends.push(consumer.ask(null));
      else if (kind === 2) {
        ends.push(this.engine.poisonPill(this.#proxy, "producer"));
      } else if (kind === 3) {
        ends.push(this.engine.poisonPill(PuppetProxy, "consumer"));
      } else ends.push(this.#consume(this.engine));
      if (this.chance.below(2) === 0) await this.stage.simulated!.advance(5);
    }
    const settled = Promise.all(ends.map((end) =>
      Promise.resolve(end).then(
        (value) => void this.trace.push(`${value}`),
        (error: Error) => void this.trace.push(`${error}`),
      )
    ));
    await this.stage.finish(settled);
    await this.stage.simulated!.advance(5_000);
    const open = this.engine.snapshot().actors
      .flatMap(({ streaming }) => streaming);
    assertEquals(open, []);
    await this.stage.finish(this.engine.stop());
    const wrong = this.accounts.filter(({ ended }) => ended !== 1);
    assertEquals(wrong, [], "finally runs once");
    this.trace.push(`${this.accounts.length}`);
  }
}

for (
  const [name, proxy] of [
    ["none", PuppetProxy],
    ["chain", ChainPuppetProxy],
    ["full", FullPuppetProxy],
  ] as const
) {
  testOnBothWires(
    `\`StreamingReply\` ends once in random programs, reentrancy ${name}`,
    async (stage) => {
      for (let round = 0; round < 40; round++) {
        const play = new Play(stage, proxy as unknown as Puppets);
        await play.run();
      }
    },
  );
}

testOnBothWires(
  "`StreamingReply` runs the same when the same seed replays a program",
  async ({ wire, seed }) => {
    const traces: string[][] = [];
    for (let round = 0; round < 2; round++) {
      const stage = new Stage(wire, seed, true);
      const play = new Play(stage, PuppetProxy as unknown as Puppets);
      await play.run();
      await stage.close();
      traces.push(play.trace);
    }
    assert(traces[0]!.length > 12);
    assertEquals(traces[0], traces[1]);
  },
);
