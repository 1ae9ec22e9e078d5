import {
  type Context,
  type DeactivationReason,
  type Engine,
  InboxFullError,
  newSubscriber,
  NotActiveError,
} from "@backstage/actors";
import type { Simulation } from "@backstage/actors/testing";
import {
  BrittlePuppetProxy,
} from "../../cast/generated/brittle_puppet_proxy.gen.ts";
import { FullPuppetProxy } from "../../cast/generated/full_puppet_proxy.gen.ts";
import { PuppetProxy } from "../../cast/generated/puppet_proxy.gen.ts";
import { TinyProxy } from "../../cast/generated/tiny_proxy.gen.ts";
import { cast } from "../cast.ts";
import { type Sent, type TurnKind, Witness } from "./witness.ts";

const STEPS = 18;
/** More than a block of an inbox holds. */
const BURST = 20;
const LIMITS = [1, 3, 5, 20];
const SUBSCRIBERS = ["s0", "s1"];
const WATCHED = "p1";
/** Whom an actor may await: those behind it, so that none waits for itself. */
const RANKS = ["p0", "p1", "p2", "full", "brittle"];
const TARGETS = [...RANKS, "tiny"];

type Way =
  | "send"
  | "call"
  | "sleep"
  | "alarm"
  | "cancel"
  | "poison"
  | "plain";

/** What an actor is asked to do. */
interface Task extends Sent {
  readonly way: Way;
}

type From = Engine | Context;
/** The ways of proxies that the mix goes. */
type Target = PuppetProxy | FullPuppetProxy | BrittlePuppetProxy | TinyProxy;

function kindOf(id: string): TurnKind {
  if (id === "full") return "interleaving";
  return id === "tiny" ? "hookless" : "exclusive";
}

/**
 * A random program of all that actors do: calls, sends, bursts, streams,
 * streaming replies, timers, sleeps, deadlines, failures and restarts, full
 * inboxes, watches, poison, idle ends, and a stop with or without a drain.
 */
export class Mix {
  readonly #sim: Simulation;
  readonly #witness: Witness;
  readonly #numbers = new Map<string, number>();
  readonly #streams: Promise<void>[] = [];

  constructor(sim: Simulation) {
    this.#sim = sim;
    this.#witness = new Witness(sim.now, kindOf);
    const { engine } = sim;
    engine.events.subscribe((event) => this.#witness.note(event, WATCHED));
    for (const id of ["p0", "p1", "p2", "full", "brittle"]) {
      cast.set(id, {
        init: () => this.#witness.init(id),
        ask: (ctx, task) => this.#run(id, ctx, task as Task),
        tell: (ctx, task) => this.#tell(id, ctx, task as Task),
        deinit: (reason, ctx) => this.#end(id, ctx, reason),
      });
    }
    this.#castOthers();
  }

  /** Plays it to its end; returns what was wrong. */
  async play(): Promise<readonly string[]> {
    const { engine, settled } = this.#sim;
    for (const id of SUBSCRIBERS) {
      engine.getStream<unknown>("news").subscribe(
        newSubscriber(id, PuppetProxy.Method.tell),
      );
    }
    for (let step = 0; step < STEPS; step++) await this.#step();
    await settled();
    await this.#sim.advance(200);
    await Promise.all(this.#streams);
    this.#witness.checkQuiet(SUBSCRIBERS);
    for (let step = this.#below(4); step > 0; step--) this.#post();
    const stop = engine.stop({ drain: this.#below(3) > 0 });
    for (let step = this.#below(3); step > 0; step--) this.#post();
    await stop;
    await settled();
    this.#witness.checkStopped();
    return this.#witness.problems;
  }

  async #step(): Promise<void> {
    const { advance, engine, settled } = this.#sim;
    switch (this.#below(12)) {
      case 0:
        return void this.#burst();
      case 1:
      case 2:
        return await advance(this.#below(8));
      case 3:
        return void engine.poisonPill(
          PuppetProxy,
          this.#pick(RANKS.slice(0, 3)),
        );
      case 4:
      case 5:
        return void engine.getStream("news").next(this.#witness.publish());
      case 6:
        return void this.#streams.push(this.#read());
      case 7:
        return await settled();
      case 8:
        return void engine.getActor(PuppetProxy, "watcher").ask(null);
      default:
        return this.#post();
    }
  }

  #castOthers(): void {
    const witness = this.#witness;
    cast.set("tiny", {
      ask: (ctx, task) => this.#run("tiny", ctx, task as Task),
      tell: (ctx, task) => this.#tell("tiny", ctx, task as Task),
    });
    for (const id of SUBSCRIBERS) {
      cast.set(id, { tell: (_ctx, n) => witness.hear(id, n as number) });
    }
    cast.set("watcher", {
      ask: (ctx) => {
        try {
          ctx.watch(PuppetProxy, WATCHED, PuppetProxy.Method.tell);
          witness.watch();
        } catch (error) {
          // There is no end to wait for.
          if (!(error instanceof NotActiveError)) throw error;
        }
      },
      tell: () => witness.noteEnd(),
    });
    cast.set("spring", {
      stream: async function* (ctx, count) {
        witness.stream(1);
        try {
          for (let n = 0; n < (count as number); n++) {
            if (n % 2 === 1) await ctx.sleep(1);
            yield n;
          }
        } finally {
          witness.stream(-1);
        }
        return null;
      },
    });
  }

  /** Sends or calls from outside, maybe with a limit. */
  #post(): void {
    const to = this.#pick(TARGETS);
    if (this.#below(2) === 0) return this.#send(this.#sim.engine, "out", to);
    const limitMs = this.#below(3) === 0 ? this.#pick(LIMITS) : null;
    void this.#call(this.#sim.engine, "out", to, limitMs);
  }

  #burst(): void {
    const to = this.#pick(TARGETS);
    const count = BURST + this.#below(BURST);
    for (let at = 0; at < count; at++) {
      this.#send(this.#sim.engine, "out", to, "plain");
    }
  }

  /** Reads a streaming reply, to its end or not. */
  async #read(): Promise<void> {
    const count = this.#below(6);
    const most = this.#below(8);
    const spring = this.#sim.engine.getActor(PuppetProxy, "spring");
    let next = 0;
    try {
      for await (const value of spring.stream(count)) {
        this.#witness.take(value, next++);
        if (next > most) break;
      }
    } catch (error) {
      // By a fault, the only one that a reader may meet.
      if (error instanceof InboxFullError) return;
      throw error;
    }
    if (most >= count) this.#witness.take(next, count);
  }

  #send(from: From, name: string, to: string, way = this.#pickWay()): void {
    const throws = way === "plain" && this.#below(12) === 0;
    const key = this.#witness.post(to, "tell", throws);
    const task = { key, from: name, n: this.#count(name, to), way };
    void this.#find(from, to).tell(task);
  }

  async #call(
    from: From,
    name: string,
    to: string,
    limitMs: number | null,
  ): Promise<void> {
    const way = this.#pickWay();
    const throws = this.#below(6) === 0;
    const { now } = this.#sim;
    const limit = limitMs === null ? null : now() + limitMs;
    const key = this.#witness.post(to, "ask", throws, limit);
    const task = { key, from: name, n: this.#count(name, to), way };
    const actor = this.#find(from, to);
    const limited = limitMs === null
      ? actor
      : actor.with({ timeoutMs: limitMs });
    const [result] = await Promise.allSettled([limited.ask(task)]);
    this.#witness.settle(key, result);
  }

  #tell(id: string, ctx: Context, task: Task): Promise<void> | undefined {
    const done = this.#run(id, ctx, task);
    return done instanceof Promise ? done.then(() => {}) : undefined;
  }

  #run(id: string, ctx: Context, task: Task): number | Promise<number> {
    this.#witness.begin(id, task);
    const { turn } = ctx;
    this.#witness.takeCaller(id, turn.caller?.id ?? "out", task.from);
    const done = this.#act(id, ctx, task);
    if (done === undefined) {
      this.#witness.end(id, task.key);
      return task.key;
    }
    return done.finally(() => {
      this.#witness.keepTurn(id, ctx.turn === turn);
      this.#witness.end(id, task.key);
    }).then(() => task.key);
  }

  /** Does what a task says; returns what to wait for, if anything. */
  #act(id: string, ctx: Context, { way }: Task): Promise<void> | undefined {
    // Those without hooks tell of no life that ends.
    if (id === "tiny") return undefined;
    const next = RANKS.indexOf(id) + 1;
    switch (way) {
      case "send":
        this.#send(ctx, id, this.#pick(TARGETS), "plain");
        return undefined;
      case "call":
        if (next >= RANKS.length) return undefined;
        return this.#call(ctx, id, this.#pick(RANKS.slice(next)), null);
      case "sleep":
        return this.#sleep(id, ctx, this.#below(6));
      case "alarm":
        this.#setAlarm(id, ctx, 1 + this.#below(9));
        return undefined;
      case "cancel":
        return this.#cancel(id, ctx);
      case "poison":
        if (id !== "full") ctx.poisonPill();
        return undefined;
      default:
        return undefined;
    }
  }

  async #sleep(id: string, ctx: Context, ms: number): Promise<void> {
    const from = this.#sim.now();
    const { signal } = ctx;
    await ctx.sleep(ms).then(
      () => this.#witness.wake(id, from, ms),
      () => signal.aborted,
    );
  }

  #setAlarm(id: string, ctx: Context, ms: number) {
    const key = this.#witness.setAlarm(id, ms);
    const timer = ctx.runOnce(ms, () => this.#witness.fireAlarm(key));
    return { key, timer };
  }

  /** Cancels a timer that may be due, and wait behind this turn. */
  async #cancel(id: string, ctx: Context): Promise<void> {
    const { key, timer } = this.#setAlarm(id, ctx, 2);
    await this.#sleep(id, ctx, 1 + this.#below(3));
    // In a class whose turns interleave it may have fired.
    timer.cancel();
    this.#witness.cancelAlarm(key);
  }

  #end(id: string, ctx: Context, reason: DeactivationReason): void {
    this.#witness.deinit(id, reason);
    if (this.#below(3) === 0) {
      this.#send(ctx, id, this.#pick(TARGETS), "plain");
    }
  }

  #find(from: From, id: string): Target {
    if (id === "tiny") return from.getActor(TinyProxy, id);
    if (id === "full") return from.getActor(FullPuppetProxy, id);
    return id === "brittle"
      ? from.getActor(BrittlePuppetProxy, id)
      : from.getActor(PuppetProxy, id);
  }

  /** Returns the number of a message of one sender to one actor. */
  #count(from: string, to: string): number {
    const key = `${from} ${to}`;
    const n = (this.#numbers.get(key) ?? 0) + 1;
    this.#numbers.set(key, n);
    return n;
  }

  #pickWay(): Way {
    return this.#pick([
      "send",
      "call",
      "sleep",
      "alarm",
      "cancel",
      "poison",
      "plain",
    ]);
  }

  #below(limit: number): number {
    return Math.floor(this.#sim.random() * limit);
  }

  #pick<Choice>(choices: readonly Choice[]): Choice {
    return choices[this.#below(choices.length)]!;
  }
}
