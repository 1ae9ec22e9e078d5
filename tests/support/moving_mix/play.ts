import { CallError, type Context, Engine } from "@backstage/actors";
import { SimulatedRuntime } from "@backstage/actors/testing";
import { BrittlePuppetProxy } from "../../cast/generated/brittle_puppet_proxy.gen.ts";
import { ChainPuppetProxy } from "../../cast/generated/chain_puppet_proxy.gen.ts";
import { FullPuppetProxy } from "../../cast/generated/full_puppet_proxy.gen.ts";
import { PuppetProxy } from "../../cast/generated/puppet_proxy.gen.ts";
import { cast } from "../cast.ts";
import { Chance } from "../chance.ts";
import { FakeCluster, type Rerouted } from "../fake_cluster.ts";
import { type ActorName, ACTORS, type Letter, Post } from "./letters.ts";
import { type Life, Witness } from "./witness.ts";

const PROXIES: Readonly<Record<ActorName, typeof PuppetProxy>> = {
  plain: PuppetProxy,
  chain: ChainPuppetProxy,
  full: FullPuppetProxy,
  brittle: BrittlePuppetProxy,
};

const SILENT = { debug() {}, info() {}, warn() {}, error() {} };

/** How many things happen in a play. */
const STEPS = 60;

/** Actors that send to each other, and are moved meanwhile. */
class Play {
  readonly #chance: Chance;
  readonly #post: Post;
  readonly #runtime: SimulatedRuntime;
  readonly #cluster: FakeCluster;
  readonly #engine: Engine;
  readonly #witness: Witness;
  readonly #outcomes = new Map<Letter, Promise<string>>();
  readonly #gone: Promise<unknown>[] = [];
  #deadLetters = 0;
  #handovers = 0;

  constructor(seed: number, wire: "auto" | "always") {
    this.#chance = new Chance(seed);
    this.#post = new Post(this.#chance);
    this.#runtime = new SimulatedRuntime({ seed });
    this.#cluster = new FakeCluster({ wire });
    this.#cluster.onReroute = (envelope) => this.#takeBack(envelope);
    const isSmall = this.#chance.below(3) === 0;
    this.#engine = new Engine({
      wire,
      runtime: this.#runtime,
      cluster: this.#cluster,
      logger: SILENT,
      callTimeoutMs: 0,
      drainTimeoutMs: 1_000,
      ...(isSmall ? { inboxCapacity: 2, overflow: "wait" } : {}),
    });
    this.#engine.events.subscribe(({ kind }) => {
      if (kind === "dead-letter" || kind === "refused") this.#deadLetters++;
    });
    this.#witness = new Witness((name) =>
      this.#cluster.releasing.has(nameOf(name))
    );
    this.#cluster.onDormant = (id) => this.#witness.noteDormant(id);
    for (const name of ACTORS) this.#cast(name);
  }

  /** Plays it; returns what is wrong. */
  async play(): Promise<readonly string[]> {
    try {
      for (let step = 0; step < STEPS; step++) await this.#step();
      await this.#end();
    } finally {
      await this.#finish(this.#engine.stop({ drain: false }));
      cast.clear();
    }
    return this.#witness.problems;
  }

  #cast(name: ActorName): void {
    const witness = this.#witness;
    const run = (ctx: Context, input: unknown): unknown =>
      this.#run(ctx, this.#post.all.get(input as string)!);
    cast.set(name, {
      construct: (ctx) => witness.noteBuilt(name, ctx),
      init: async (ctx) => {
        if (this.#isRare) await ctx.sleep(5);
        witness.noteInit(ctx);
      },
      ask: run,
      tell: async (ctx, input) => void await run(ctx, input),
      deinit: async (reason, ctx) => {
        witness.noteDeinit(ctx, reason);
        if (this.#isRare) await ctx.sleep(5);
      },
    });
  }

  get #isRare(): boolean {
    return this.#chance.below(4) === 0;
  }

  /** What a turn does. */
  async #run(ctx: Context, letter: Letter): Promise<string> {
    const life = this.#witness.noteBegun(letter, ctx);
    try {
      for (const to of letter.sends) {
        const sent = this.#post.write(letter.to, to, letter.seed);
        await this.#sendFrom(ctx, sent, life);
      }
      if (letter.ms === Infinity) await waitFor(ctx.turn.signal);
      else if (letter.ms > 0) await ctx.sleep(letter.ms);
    } finally {
      life.turns--;
    }
    if (letter.fails) throw new Error(letter.key);
    return letter.key;
  }

  async #sendFrom(ctx: Context, letter: Letter, life: Life): Promise<void> {
    const proxy = ctx.getActor(PROXIES[letter.to], letter.to);
    const reply = letter.isAsk ? proxy.ask(letter.key) : proxy.tell(letter.key);
    if (!letter.isAwaited) return;
    this.#witness.noteAwaiting(letter, life, true);
    const outcome = tell(reply);
    this.#outcomes.set(letter, outcome);
    await outcome;
    this.#witness.noteAwaiting(letter, life, false);
  }

  async #step(): Promise<void> {
    for (const { actor, inboxLength } of this.#engine.snapshot().actors) {
      if (inboxLength >= 0) continue;
      this.#witness.problems.push(`${inboxLength} wait for ${actor.id}`);
    }
    const kind = this.#chance.below(20);
    if (kind < 11) this.#send();
    else if (kind < 15) await this.#runtime.advance(this.#chance.below(6));
    else if (kind === 15) await this.#runtime.settle();
    else if (kind === 16) this.#suspend(!this.#witness.isSuspended);
    else if (kind === 17) this.#poison(this.#chance.pick(ACTORS));
    else if (kind === 18) this.#cutOff(this.#chance.pick(ACTORS));
    else this.#handOver();
  }

  #send(): void {
    const letter = this.#post.write("outside", this.#chance.pick(ACTORS), 0);
    const proxy = this.#engine.getActor(PROXIES[letter.to], letter.to);
    const reply = letter.isAsk ? proxy.ask(letter.key) : proxy.tell(letter.key);
    // Some are awaited later, when they may be over.
    if (letter.isAwaited) this.#outcomes.set(letter, tell(reply));
    else if (!letter.isAsk && this.#isRare) {
      const later = this.#runtime.advance(0).then(() => tell(reply));
      this.#outcomes.set(letter, later);
    }
  }

  #takeBack({ payload, reply }: Rerouted): void {
    const letter = this.#post.all.get(payload as string)!;
    this.#witness.noteRerouted(letter);
    if (isTakenElsewhere(letter)) reply?.settle(undefined);
    else reply?.fail(makeMoved());
  }

  #suspend(isSuspended: boolean): void {
    this.#witness.isSuspended = isSuspended;
    const { actorHost } = this.#cluster.host;
    if (isSuspended) actorHost.suspend();
    else actorHost.resume();
  }

  #find(name: ActorName) {
    const { active } = this.#cluster;
    return active.has(nameOf(name))
      ? this.#cluster.find(PROXIES[name], name)
      : null;
  }

  #poison(name: ActorName): void {
    const activation = this.#find(name);
    if (activation === null) return;
    const witness = this.#witness;
    // Else it comes too late to be first.
    const isFirst = !this.#cluster.releasing.has(nameOf(name));
    const poisoned = activation.poison();
    this.#gone.push(poisoned);
    if (!isFirst) return;
    witness.notePill(name, 1);
    void poisoned.then(() => witness.notePill(name, -1));
  }

  #cutOff(name: ActorName): void {
    const activation = this.#find(name);
    if (activation === null) return;
    this.#witness.noteCut(name);
    activation.cutOff();
    if (this.#isRare) this.#gone.push(activation.handOver());
  }

  /** Hands some over, which go together. */
  #handOver(): void {
    const going = ACTORS.filter((name) =>
      this.#find(name) !== null && this.#chance.below(2) === 0
    );
    const { releasing } = this.#cluster;
    const number = ++this.#handovers;
    for (const name of going) {
      releasing.add(nameOf(name));
      this.#witness.moved.add(name);
    }
    for (const name of going) {
      const gone = this.#find(name)!.handOver().then(() => {
        if (this.#last.get(name) === number) releasing.delete(nameOf(name));
      });
      this.#last.set(name, number);
      this.#gone.push(gone);
    }
  }

  /** The last handover of each actor. */
  readonly #last = new Map<ActorName, number>();

  /** Lets all end that has begun, and cuts off what waits for ever. */
  async #end(): Promise<void> {
    this.#suspend(false);
    await this.#runtime.advance(200);
    for (let round = 0; round < 30; round++) {
      for (const name of ACTORS) this.#cutOff(name);
      await this.#runtime.advance(50);
    }
    let isOver = false;
    const all = Promise.all([...this.#gone, ...this.#outcomes.values()]);
    void all.then(() => isOver = true);
    for (let round = 0; round < 20 && !isOver; round++) {
      await this.#runtime.advance(50);
    }
    const { problems } = this.#witness;
    const { active } = this.#cluster;
    if (active.size > 0) problems.push(`${[...active]} stay`);
    if (!isOver) problems.push("something does not end");
    else await this.#judge();
  }

  async #judge(): Promise<void> {
    const { problems } = this.#witness;
    let missing = 0;
    for (const letter of this.#post.all.values()) {
      const fate = this.#witness.fateOf(letter);
      if (fate === undefined) missing++;
      const outcome = await (this.#outcomes.get(letter) ?? "none");
      if (!isFitting(letter, fate, outcome)) {
        problems.push(`${letter.key} is ${fate}, and told ${outcome}`);
      }
    }
    if (missing === this.#deadLetters) return;
    problems.push(`${missing} are lost, ${this.#deadLetters} dead letters`);
  }

  async #finish(promise: Promise<unknown>): Promise<void> {
    let isOver = false;
    void promise.then(() => isOver = true);
    while (!isOver) await this.#runtime.advance(50);
  }
}

function nameOf(name: string): string {
  const type = PROXIES[name as ActorName]?.definition.type ?? "nothing";
  return `${type}/${name}`;
}

/** Waits until a turn is aborted. */
function waitFor(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason));
  });
}

/** Tells what became of a call, in a word. */
async function tell(reply: Promise<unknown>): Promise<string> {
  try {
    return await reply === undefined ? "nothing" : "value";
  } catch (error) {
    return error instanceof CallError ? error.code : "thrown";
  }
}

/** Whether another node takes an envelope that was given back. */
function isTakenElsewhere({ number }: Letter): boolean {
  return number % 3 > 0;
}

function makeMoved(): CallError {
  return new CallError("moved", { code: "moved", outcome: "not-run" });
}

/** Whether a caller was told what fits what became of its envelope. */
function isFitting(
  letter: Letter,
  fate: string | undefined,
  outcome: string,
): boolean {
  if (outcome === "none") return true;
  if (fate === "rerouted") {
    return outcome === (isTakenElsewhere(letter) ? "nothing" : "moved");
  }
  if (fate === undefined) return outcome !== "value" && outcome !== "nothing";
  return outcome !== (letter.isAsk ? "nothing" : "value");
}

/** What the first seed found that is wrong. */
export interface Catch {
  readonly seed: number;
  readonly problem: string;
}

/** Plays seeds; returns what the first one finds, `null` if none does. */
export async function playMoving(
  most: number,
  wires: readonly ("auto" | "always")[] = ["auto"],
): Promise<Catch | null> {
  for (let seed = 1; seed <= most; seed++) {
    for (const wire of wires) {
      const problem = await playOne(seed, wire);
      if (problem !== null) return { seed, problem };
    }
  }
  return null;
}

async function playOne(
  seed: number,
  wire: "auto" | "always",
): Promise<string | null> {
  try {
    const problems = await new Play(seed, wire).play();
    return problems.length === 0 ? null : problems.join("; ");
  } catch (error) {
    // Such as turns without an end.
    return String(error);
  }
}
