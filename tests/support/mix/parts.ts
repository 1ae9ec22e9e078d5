import type { Context, DeactivationReason } from "@backstage/actors";
import { NotActiveError } from "@backstage/actors";
import type { Simulation } from "@backstage/actors/testing";
import { PuppetProxy } from "../../cast/generated/puppet_proxy.gen.ts";
import { cast } from "../cast.ts";
import { type Post, RANKS, type Task, user } from "./post.ts";
import type { Witness } from "./witness.ts";

/** The actor whose ends are watched. */
export const WATCHED = "p1";

/** What the actors of the mix do in their turns. */
export class Parts {
  readonly #sim: Simulation;
  readonly #witness: Witness;
  readonly #post: Post;

  constructor(sim: Simulation, witness: Witness, post: Post) {
    this.#sim = sim;
    this.#witness = witness;
    this.#post = post;
  }

  /** Casts all of them. */
  cast(subscribers: readonly string[]): void {
    for (const id of RANKS) {
      cast.set(id, {
        init: () => this.#witness.init(id),
        ask: (ctx, task) => this.#run(id, ctx, task as Task),
        tell: (ctx, task) => this.#tell(id, ctx, task as Task),
        deinit: (reason, ctx) => this.#end(id, ctx, reason),
      });
    }
    cast.set("tiny", {
      ask: (ctx, task) => this.#run("tiny", ctx, task as Task),
      tell: (ctx, task) => this.#tell("tiny", ctx, task as Task),
    });
    for (const id of subscribers) {
      cast.set(id, { tell: (_, n) => this.#witness.hear(id, n as number) });
    }
    this.#castWatcher();
    this.#castSpring();
  }

  #castWatcher(): void {
    cast.set("watcher", {
      ask: (ctx) => {
        try {
          ctx.watch(PuppetProxy, WATCHED, PuppetProxy.Method.tell);
          this.#witness.watch();
        } catch (error) {
          // There is no end to wait for.
          if (!(error instanceof NotActiveError)) throw error;
        }
      },
      tell: () => this.#witness.noteEnd(),
    });
  }

  #castSpring(): void {
    const witness = this.#witness;
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

  #tell(id: string, ctx: Context, task: Task): Promise<void> | undefined {
    const done = this.#run(id, ctx, task);
    return done instanceof Promise ? done.then(() => {}) : undefined;
  }

  #run(id: string, ctx: Context, task: Task): number | Promise<number> {
    this.#witness.begin(id, task);
    const { turn } = ctx;
    this.#witness.takeCaller(id, turn.caller?.id ?? "out", task.from);
    this.#witness.takeUser(id, user.getStore() ?? null, task.user);
    const done = this.#act(id, ctx, task);
    if (done === undefined) {
      this.#witness.end(id, task.key);
      return task.key;
    }
    return done.finally(() => {
      this.#witness.keepTurn(id, ctx.turn === turn);
      this.#witness.takeUser(id, user.getStore() ?? null, task.user);
      this.#witness.end(id, task.key);
    }).then(() => task.key);
  }

  /** Does what a task says; returns what to wait for, if anything. */
  #act(id: string, ctx: Context, task: Task): Promise<void> | undefined {
    // Those without hooks tell of no life that ends.
    if (id === "tiny") return undefined;
    const post = this.#post;
    const { signal } = ctx.turn;
    switch (task.way) {
      case "send":
        return void post.send(ctx, id, "plain");
      case "call":
        return post.call(ctx, id, null);
      case "back":
        return post.callTo(ctx, id, task.back, "plain", null);
      case "read":
        return post.read(ctx, () => signal.aborted || ctx.signal.aborted);
      case "sleep":
        return this.#sleep(id, ctx, post.below(6));
      case "alarm":
        return void this.#setAlarm(id, ctx, 1 + post.below(9));
      case "cancel":
        return this.#cancel(id, ctx);
      case "poison":
        return void ctx.poisonPill();
      default:
        return undefined;
    }
  }

  async #sleep(id: string, ctx: Context, ms: number): Promise<void> {
    const from = this.#sim.now();
    await ctx.sleep(ms).then(
      () => this.#witness.wake(id, from, ms),
      // The turn is given up, or its actor's life is over.
      () => {},
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
    await this.#sleep(id, ctx, 1 + this.#post.below(3));
    // In a class whose turns interleave it may have fired.
    timer.cancel();
    this.#witness.cancelAlarm(key);
  }

  #end(id: string, ctx: Context, reason: DeactivationReason): void {
    this.#witness.deinit(id, reason);
    if (this.#post.below(3) === 0) this.#post.send(ctx, id, "plain");
  }
}
