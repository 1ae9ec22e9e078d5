import type { Context } from "@backstage/actors";
import { simulate } from "@backstage/actors/testing";
import { assertEquals, assertGreater } from "@std/assert";
import { FullPuppetProxy } from "../../cast/generated/full_puppet_proxy.gen.ts";
import { PuppetProxy } from "../../cast/generated/puppet_proxy.gen.ts";
import { cast } from "../../support/cast.ts";
import { Chance } from "../../support/chance.ts";

const PROGRAMS = 40;
/** What is larger says nothing more, and takes its time. */
const MOST_SCHEDULES = 3_000;

/** What an actor does with a message: to whom it goes on, and how. */
interface Hop {
  readonly to: string;
  readonly isAwaited: boolean;
}

/** A small program that is the same in each of its runs. */
class SmallProgram {
  readonly #kinds: (typeof PuppetProxy | typeof FullPuppetProxy)[] = [];
  readonly #hops: Hop[][] = [];
  readonly #starts: Hop[] = [];
  #log: string[] = [];

  constructor(seed: number) {
    const chance = new Chance(seed);
    const actors = 2 + chance.below(2);
    const hop = (least: number): Hop => ({
      to: `${least + chance.below(actors - least)}`,
      isAwaited: chance.below(2) === 0,
    });
    for (let at = 0; at < actors; at++) {
      this.#kinds.push(chance.pick([PuppetProxy, FullPuppetProxy]));
      // Only onwards, so that it ends.
      this.#hops.push(
        at + 1 < actors
          ? Array.from({ length: chance.below(3) }, () => hop(at + 1))
          : [],
      );
    }
    this.#starts = Array.from({ length: 2 + chance.below(2) }, () => hop(0));
  }

  /** Plays it; what it comes to is who saw what in which order. */
  readonly play: Parameters<typeof simulate>[1] = async (sim) => {
    this.#log = [];
    const seen = new Map<string, string[]>();
    const note = (id: string, what: string): void => {
      if (!seen.has(id)) seen.set(id, []);
      seen.get(id)!.push(what);
    };
    this.#cast(note);
    await Promise.all(this.#starts.map(async ({ isAwaited, to }, at) => {
      const actor = sim.engine.getActor(this.#kinds[Number(to)]!, to);
      if (!isAwaited) return void actor.tell(`start ${at}`);
      const reply = await actor.ask(`start ${at}`);
      note("outside", `${at} got ${reply}`);
    }));
    await sim.settled();
    const parts = [...seen].sort(([a], [b]) => a < b ? -1 : 1);
    this.#log = parts.map(([id, list]) => `${id}: ${list.join(", ")}`);
  };

  get outcome(): string {
    return this.#log.join("; ");
  }

  #cast(note: (id: string, what: string) => void): void {
    for (const [at, hops] of this.#hops.entries()) {
      let turns = 0;
      const act = async (ctx: Context, from: unknown): Promise<number> => {
        const turn = ++turns;
        note(`${at}`, `${from}`);
        for (const { isAwaited, to } of hops) {
          const next = ctx.getActor(this.#kinds[Number(to)]!, to);
          const own = `${at}.${turn}`;
          if (!isAwaited) void next.tell(own);
          else note(`${at}`, `${turn} got ${await next.ask(own)}`);
        }
        return turns;
      };
      cast.set(`${at}`, {
        ask: act,
        // A turn that waits for nothing is over at once.
        tell: (ctx, from) => {
          const isOver = hops.every(({ isAwaited }) => !isAwaited);
          const done = act(ctx, from);
          return isOver ? undefined : done.then(() => {});
        },
      });
    }
  }
}

Deno.test("simulate() leaves out no outcome of a random program", async () => {
  let compared = 0;
  let saved = 0;
  for (let seed = 1; seed <= PROGRAMS; seed++) {
    const program = new SmallProgram(seed);
    const [whole, reduced] = [new Set<string>(), new Set<string>()];
    const explore = async (into: Set<string>, invariant?: () => void) => {
      const { schedules } = await simulate({
        strategy: "exhaustive",
        schedules: MOST_SCHEDULES,
        ...(invariant === undefined ? {} : { invariant }),
      }, async (sim) => {
        await program.play(sim);
        into.add(program.outcome);
      });
      return schedules;
    };
    // Every order counts where an invariant looks at what is between.
    const all = await explore(whole, () => {}).catch(() => 0);
    if (all === 0) continue;
    const some = await explore(reduced);
    assertEquals([...reduced].sort(), [...whole].sort(), `seed ${seed}`);
    compared++;
    saved += all - some;
  }
  cast.clear();
  assertGreater(compared, PROGRAMS / 2);
  assertGreater(saved, 0);
});
