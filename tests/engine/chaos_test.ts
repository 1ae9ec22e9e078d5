import {
  CallError,
  type Context,
  type Engine,
  newSubscriber,
} from "@backstage/actors";
import { assertEquals } from "@std/assert";
import { type Stage, testEverywhere } from "../support/stage.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";

const IDS = ["a", "b", "c", "d"];
const { tell } = PuppetProxy.Method;

/** What must add up whatever happened. */
class Tally {
  calls = 0;
  settled = 0;
  turns = 0;
  overlaps = 0;
  inits = 0;
  deinits = 0;
  pills = 0;
  gone = 0;
}

/** Actors that do anything at any time, by chance. */
class Chaos {
  readonly tally = new Tally();
  readonly #stage: Stage;
  readonly #engine: Engine;
  readonly #inside = new Set<string>();

  constructor(stage: Stage, engine: Engine) {
    this.#stage = stage;
    this.#engine = engine;
    for (const id of IDS) this.#castOne(id);
  }

  /** Does one thing from outside. */
  act(): void {
    const id = this.#stage.chance.pick(IDS);
    const puppet = this.#engine.getActor(PuppetProxy, id);
    const news = this.#engine.getStream<unknown>("news");
    const actions = [
      () => this.#call(puppet.ask(puppet)),
      () => this.#call(puppet.tell([id])),
      () => void news.next(id),
      () => news.subscribe(newSubscriber(id, tell)),
      () => news.unsubscribe(newSubscriber(id, tell)),
      () => this.#poison(id),
    ];
    this.#stage.chance.pick(actions)();
  }

  #castOne(id: string): void {
    const { tally } = this;
    this.#stage.cast(id, {
      init: async () => {
        await this.#pause();
        this.#mayFail(6);
        tally.inits++;
      },
      ask: (ctx) => this.#turn(ctx),
      tell: async (ctx) => void await this.#turn(ctx),
      deinit: async (_reason, ctx) => {
        tally.deinits++;
        if (this.#isLucky(3)) this.#call(ctx.getActor(PuppetProxy, id).ask(0));
        await this.#pause();
        this.#mayFail(3);
      },
    });
  }

  async #turn(ctx: Context): Promise<unknown> {
    const { tally } = this;
    tally.turns++;
    if (this.#inside.has(ctx.actorId)) tally.overlaps++;
    this.#inside.add(ctx.actorId);
    try {
      const other = ctx.getActor(PuppetProxy, this.#stage.chance.pick(IDS));
      if (this.#isLucky(3)) this.#call(other.tell(null));
      if (this.#isLucky(9)) ctx.poisonPill();
      if (this.#isLucky(5)) ctx.getStream("news").next(ctx.actorId);
      if (this.#isLucky(6)) {
        ctx.runOnce(1, async () => void await this.#turn(ctx));
      }
      await this.#pause();
      this.#mayFail(8);
      return other;
    } finally {
      this.#inside.delete(ctx.actorId);
    }
  }

  #call(reply: Promise<unknown>): void {
    const settle = () => void this.tally.settled++;
    this.tally.calls++;
    reply.then(settle, settle);
  }

  #poison(id: string): void {
    this.tally.pills++;
    this.#engine.poisonPill(PuppetProxy, id).then(() => void this.tally.gone++);
  }

  #isLucky(oneIn: number): boolean {
    return this.#stage.chance.below(oneIn) === 0;
  }

  #mayFail(oneIn: number): void {
    if (this.#isLucky(oneIn)) throw new Error("chaos");
  }

  async #pause(): Promise<void> {
    for (let left = this.#stage.chance.below(4); left > 0; left--) await null;
  }
}

testEverywhere(
  "Engine keeps its accounts when anything happens at any time",
  async (stage) => {
    for (let round = 0; round < 6; round++) {
      const engine = stage.open({ inboxCapacity: 8, turnsPerRun: 2 });
      const chaos = new Chaos(stage, engine);
      // A listener that answers bad news with more work.
      engine.events.subscribe(({ kind }) => {
        if (kind === "dead-letter" || kind === "failed") {
          if (stage.chance.below(3) === 0) chaos.act();
        }
      });
      for (let step = 0; step < 200; step++) {
        chaos.act();
        if (stage.chance.below(8) === 0) await stage.settle();
        if (stage.chance.below(50) === 0) await stage.simulated?.advance(3);
      }
      const running = engine.run();
      const once = engine.run("once");
      const drain = stage.chance.below(2) === 0;
      const stopping = engine.stop({ drain });
      if (stage.chance.below(3) === 0) engine.stop({ drain: false });
      await stage.finish(Promise.all([stopping, running, once]));
      await stage.settle();
      const { tally } = chaos;
      assertEquals(tally.settled, tally.calls, "calls settle");
      assertEquals(tally.gone, tally.pills, "pills resolve");
      assertEquals(tally.overlaps, 0, "turns follow each other");
      assertEquals(tally.deinits, tally.inits, "deinits match inits");
      assertEquals(engine.snapshot().actors, [], "nobody is left");
      assertEquals(engine.snapshot().timers, 0, "no timer is left");
      const outcomes = stage.eventsOf("refused").map(({ error }) =>
        (error as CallError).outcome
      );
      assertEquals(new Set(outcomes).size <= 1, true, "refused is not run");
    }
  },
);
