import {
  type ActorOptions,
  type Context,
  type Reminder,
  type ReminderOptions,
  type State,
} from "@backstage/actors";
import { ChimerProxy } from "./generated/chimer_proxy.gen.ts";

/** A tick that a chimer has heard. */
export interface Chime {
  at: number;
  what: string;
}

/** What a chimer does in the ticks of a text, once it has heard them. */
export const onChime = new Map<string, (ctx: Context) => unknown>();

// @generate-proxy
/** A durable actor that keeps the ticks of its reminders. */
export class Chimer {
  readonly #heard: State<Chime[]>;
  readonly #ctx: Context;

  constructor(ctx: Context) {
    this.#ctx = ctx;
    this.#heard = ctx.state("heard", (): Chime[] => []);
  }

  /** Sets a reminder that has a text chimed. */
  set(name: string, options: ReminderOptions, what: string): void {
    this.#ctx.remind(name, ChimerProxy.Method.chime, options, what);
  }

  /** Sets one, and throws. */
  setAndFail(name: string, options: ReminderOptions): void {
    this.set(name, options, "never");
    throw new Error("it failed once it was set");
  }

  forget(name: string): boolean {
    return this.#ctx.forget(name);
  }

  forgetAndFail(name: string): void {
    this.#ctx.forget(name);
    throw new Error("it failed once it was forgotten");
  }

  list(): readonly Reminder[] {
    return this.#ctx.reminders();
  }

  chime(what: string): unknown {
    this.#heard.value.push({ at: this.#ctx.now(), what });
    return onChime.get(what)?.(this.#ctx);
  }

  /** Sets one whose method takes nothing, and one whose takes two things. */
  setShapes(): void {
    this.#ctx.remind("ring", ChimerProxy.Method.ring, { inMs: 10 });
    this.#ctx.remind("both", ChimerProxy.Method.both, { inMs: 20 }, "a", 2);
  }

  ring(): void {
    this.chime("ring");
  }

  both(what: string, times: number): void {
    this.chime(`${what} ${times}`);
  }

  heard(): Chime[] {
    return this.#heard.value;
  }

  async linger(ms: number): Promise<void> {
    await this.#ctx.sleep(ms);
  }

  erase(): void {
    this.#ctx.erase();
  }
}

/** One that ends when a turn fails. */
// @generate-proxy
export class MortalChimer extends Chimer {
  static readonly options: ActorOptions = {
    supervision: { directive: "deactivate" },
  };
}

/** One that rests soon. */
// @generate-proxy
export class SleepyChimer extends Chimer {
  static readonly options: ActorOptions = { idleMs: 5_000 };
}
