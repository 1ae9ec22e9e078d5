import {
  type ActorProxy,
  CallError,
  type Context,
  type Engine,
  type ProxyClass,
} from "@backstage/actors";
import { assertEquals } from "@std/assert";
import { BrittleChainPuppetProxy } from "../cast/generated/brittle_chain_puppet_proxy.gen.ts";
import { BrittleFullPuppetProxy } from "../cast/generated/brittle_full_puppet_proxy.gen.ts";
import { BrittlePuppetProxy } from "../cast/generated/brittle_puppet_proxy.gen.ts";
import { ChainPuppetProxy } from "../cast/generated/chain_puppet_proxy.gen.ts";
import { FullPuppetProxy } from "../cast/generated/full_puppet_proxy.gen.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { Stage } from "../support/stage.ts";

/** Another seed makes other programs; the one of a failure repeats it. */
const SEED = 40_961;
const PROGRAMS = 40;
const STEPS = 40;
const IDS = ["a", "b"];

type Puppet = ActorProxy & {
  ask(input: unknown): Promise<unknown>;
  tell(input: unknown): Promise<void>;
};

const CLASSES: readonly ProxyClass<Puppet>[] = [
  PuppetProxy,
  ChainPuppetProxy,
  FullPuppetProxy,
  BrittlePuppetProxy,
  BrittleChainPuppetProxy,
  BrittleFullPuppetProxy,
];

/** What is known of one message. */
interface Fate {
  state: "sent" | "begun" | "done" | "failed";
  end: string | null;
}

/** A random program of sends, and the books that it must balance. */
class Program {
  readonly #stage: Stage;
  readonly #class: ProxyClass<Puppet>;
  readonly #engine: Engine;
  readonly #fates: Fate[] = [];
  readonly #sent: Promise<void>[] = [];
  readonly #complaints: string[] = [];

  constructor(stage: Stage, proxy: ProxyClass<Puppet>) {
    const { chance } = stage;
    this.#stage = stage;
    this.#class = proxy;
    this.#engine = stage.open({
      inboxCapacity: chance.pick([2, 40, 10_000]),
      overflow: chance.pick(["refuse", "drop-oldest", "drop-newest"]),
      callTimeoutMs: chance.pick([0, 50]),
      turnsPerRun: chance.pick([1, 3, 128]),
    });
    for (const id of IDS) {
      stage.cast(id, {
        ask: (ctx, depth) => this.#answer(ctx, depth as number),
        tell: (ctx, key) => this.#play(ctx, key as number),
      });
    }
    // In the middle of whatever it is that happens.
    this.#engine.events.subscribe(() => {
      if (chance.below(8) === 0) this.#awaitAny();
    });
  }

  async run(): Promise<readonly string[]> {
    const { chance } = this.#stage;
    for (let step = 0; step < STEPS; step++) {
      for (let left = chance.below(25); left > 0; left--) this.#send();
      for (let left = chance.below(15); left > 0; left--) this.#awaitAny();
      if (chance.below(9) === 0) this.#poison();
      if (chance.below(6) === 0) this.#find().ask(3).catch(() => {});
      if (chance.below(3) === 0) await this.#stage.settle();
      else if (chance.below(2) === 0) await null;
    }
    await this.#stage.settle();
    const drain = chance.below(2) === 0;
    await this.#stage.finish(this.#engine.stop({ drain }));
    for (const key of this.#sent.keys()) this.#await(key);
    await this.#stage.settle();
    for (const [key, { end }] of this.#fates.entries()) {
      const isOver = end !== null && end !== "awaited";
      if (!isOver) this.#complaints.push(`${key} never ends`);
    }
    return this.#complaints;
  }

  #find(from: Pick<Context, "getActor"> = this.#engine): Puppet {
    return from.getActor(this.#class, this.#stage.chance.pick(IDS));
  }

  #send(to: Puppet = this.#find()): void {
    const key = this.#fates.length;
    this.#fates.push({ state: "sent", end: null });
    this.#sent[key] = to.tell(key);
    if (this.#stage.chance.below(5) === 0) this.#await(key);
  }

  #poison(): void {
    this.#engine.poisonPill(this.#class, this.#stage.chance.pick(IDS));
  }

  #awaitAny(): void {
    // A listener may be called before there is anything to await.
    const count = Object.keys(this.#sent).length;
    if (count > 0) this.#await(this.#stage.chance.below(count));
  }

  #await(key: number): void {
    const fate = this.#fates[key]!;
    if (fate.end !== null || this.#sent[key] === undefined) return;
    fate.end = "awaited";
    this.#sent[key].then(
      () => this.#note(key, "done"),
      (error) => {
        const isCallError = error instanceof CallError;
        this.#note(key, isCallError ? error.outcome : error.message);
      },
    );
  }

  #note(key: number, end: string): void {
    const fate = this.#fates[key]!;
    const { state } = fate;
    const isRight = fate.end === "awaited" && (
      end === "done" && state === "done" ||
      end === `${key}` && state === "failed" ||
      end === "not-run" && state === "sent" ||
      end === "unknown" && state !== "sent"
    );
    if (!isRight) this.#complaints.push(`${key} is ${state}, told ${end}`);
    fate.end = end;
  }

  /** Asks the other one, which may ask back. */
  #answer(ctx: Context, depth: number): unknown {
    if (this.#stage.chance.below(2) === 0) this.#send(this.#find(ctx));
    if (depth === 0) return depth;
    return this.#find(ctx).ask(depth - 1).catch(() => depth);
  }

  #play(ctx: Context, key: number): void | Promise<void> {
    const { chance } = this.#stage;
    const fate = this.#fates[key]!;
    if (fate.state !== "sent") this.#complaints.push(`${key} runs again`);
    fate.state = "begun";
    // To itself as well, where that may drop what waits.
    for (let left = chance.below(4) - 1; left > 0; left--) {
      if (this.#fates.length < 2_000) this.#send(this.#find(ctx));
    }
    if (chance.below(4) === 0) this.#awaitAny();
    if (chance.below(3) === 0) return this.#endLate(key, chance.below(3));
    this.#end(key);
  }

  async #endLate(key: number, rounds: number): Promise<void> {
    for (let left = rounds; left > 0; left--) await null;
    this.#end(key);
  }

  #end(key: number): void {
    const fails = this.#stage.chance.below(4) === 0;
    this.#fates[key]!.state = fails ? "failed" : "done";
    if (fails) throw new RangeError(`${key}`);
  }
}

for (const proxy of CLASSES) {
  for (const isSimulated of [true, false]) {
    const time = isSimulated ? "simulated" : "real";
    const title = `${proxy.name}: what is sent ends as it did (${time} time)`;
    Deno.test(title, async () => {
      for (let seed = SEED; seed < SEED + PROGRAMS; seed++) {
        const stage = new Stage("auto", seed, isSimulated);
        const complaints = await new Program(stage, proxy).run();
        await stage.close();
        assertEquals(complaints, [], `seed ${seed}`);
      }
    });
  }
}
