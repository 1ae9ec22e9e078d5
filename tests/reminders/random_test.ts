import type { ReminderOptions } from "@backstage/actors";
import { assertEquals } from "@std/assert";
import { onChime } from "../cast/chimer.ts";
import { ChimerProxy } from "../cast/generated/chimer_proxy.gen.ts";
import { Chance } from "../support/chance.ts";
import { Stage } from "../support/stage.ts";
import { Chimes } from "./chimes.ts";
import { ReminderModel } from "./model.ts";

/** Another seed makes other programs; the one of a failure repeats it. */
const SEED = 9_311;
const PROGRAMS = 50;
const STEPS = 30;

const MINUTE = 60_000;
const NAMES = ["p", "q", "r"];

/** A random program of one actor's reminders, beside the model of them. */
class Program {
  readonly #stage: Stage;
  readonly #chance: Chance;
  readonly #chimes: Chimes;
  readonly #model = new ReminderModel();
  readonly trace: string[] = [];

  constructor(wire: "auto" | "always", seed: number) {
    this.#stage = new Stage(wire, seed, true);
    this.#chance = new Chance(seed);
    this.#chimes = new Chimes(this.#stage);
    for (const name of NAMES) {
      onChime.set(name, (ctx) => this.#fire(name, ctx.now()));
    }
  }

  #fire(name: string, now: number): void {
    const fails = this.#chance.below(4) === 0;
    this.trace.push(`${name} fires at ${now}${fails ? " and fails" : ""}`);
    this.#model.fire(name, now, fails);
    if (fails) throw new Error("no paper");
  }

  async run(): Promise<string[]> {
    for (let step = 0; step < STEPS; step++) {
      await this.#step();
      this.#model.check(this.#chimes.now);
      await this.#compare();
      if (this.#model.wrongs.length > 0) break;
    }
    await this.#stage.close();
    return this.#model.wrongs;
  }

  /** Compares what is set, unless something fires meanwhile. */
  async #compare(): Promise<void> {
    const { length } = this.trace;
    const listed = await this.#chimes.list();
    if (this.trace.length > length) return;
    const names = listed.map(({ name }) => name).toSorted();
    if (names.join() === this.#model.names.join()) return;
    this.#model.wrongs.push(`${names} are set, not ${this.#model.names}`);
  }

  #pickOptions(): ReminderOptions {
    const { now } = this.#chimes;
    const missed = this.#chance.pick(["all", "once", "skip"] as const);
    const minutes = 1 + this.#chance.below(90);
    return this.#chance.pick<ReminderOptions>([
      { everyMs: minutes * MINUTE, missed },
      { everyMs: minutes * 7_000, missed },
      { inMs: minutes * MINUTE, missed },
      { at: Math.floor(now) + minutes * MINUTE, missed },
    ]);
  }

  async #step(): Promise<void> {
    const chimes = this.#chimes;
    const a = chimes.at("a");
    const name = this.#chance.pick(NAMES);
    const ms = this.#chance.below(120) * MINUTE;
    const what = this.#chance.below(8);
    this.trace.push(`${chimes.now}: ${what} ${name} ${ms}`);
    switch (what) {
      case 0:
      case 1:
        return await this.#set(name);
      case 2:
        this.#model.forget(name);
        return void await chimes.finish(a.forget(name));
      case 3:
        await chimes.finish(chimes.engine.poisonPill(ChimerProxy, "a"));
        return await chimes.advance(1_000);
      case 4:
        return await this.#stopFor(ms);
      case 5:
        return await this.#beBusy(ms);
      case 6:
        return await this.#crash(ms);
      default:
        await chimes.advance(ms);
    }
  }

  async #set(name: string): Promise<void> {
    const options = this.#pickOptions();
    const { now } = this.#chimes;
    this.trace.push(`${name} is set: ${JSON.stringify(options)}`);
    this.#model.set(name, options, now);
    await this.#chimes.finish(this.#chimes.at("a").set(name, options, name));
  }

  async #stopFor(ms: number): Promise<void> {
    await this.#chimes.finish(this.#chimes.engine.stop());
    await this.#chimes.advance(ms);
    this.#model.noteDelay(this.#chimes.now);
    this.#chimes.begin();
    await this.#chimes.advance(1_000);
  }

  async #beBusy(ms: number): Promise<void> {
    await this.#chimes.finish(this.#chimes.at("a").heard());
    this.#chimes.at("a").linger(ms);
    await this.#chimes.advance(ms);
    this.#model.noteDelay(this.#chimes.now);
    await this.#chimes.advance(1_000);
  }

  /** Stores nothing for some time, and then crashes. */
  async #crash(ms: number): Promise<void> {
    const during = this.#chance.pick(["after", "before"] as const);
    this.trace.push(`crashes ${during} it stores`);
    const undo = this.#model.save();
    this.#chimes.store.hold();
    const { length } = this.trace;
    // The first ticks are in one commit, and others would wait for that.
    for (let left = ms % (5 * MINUTE); left > 0; left -= 1_000) {
      await this.#chimes.advance(1_000);
      if (this.trace.length > length) break;
    }
    this.#chimes.crash(during);
    if (during === "before") undo();
    this.#model.noteDelay(this.#chimes.now);
    await this.#chimes.advance(1_000);
  }
}

for (const wire of ["auto", "always"] as const) {
  Deno.test(`Reminders do what a model says, by random (${wire})`, async () => {
    for (let seed = SEED; seed < SEED + PROGRAMS; seed++) {
      const program = new Program(wire, seed);
      const wrongs = await program.run();
      const trace = program.trace.join("\n");
      assertEquals(wrongs, [], `seed ${seed}:\n${trace}`);
    }
  });
}
