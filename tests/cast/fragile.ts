import type { Actor, ActorOptions, Context } from "@backstage/actors";
import { newSubscriber } from "@backstage/actors";
import { PhoenixProxy } from "./generated/phoenix_proxy.gen.ts";

/** What the actors of this file did, in order. */
export const diary: string[] = [];

/** Begins afresh after each failure, at most twice within a second. */
// @generate-proxy
export class Phoenix implements Actor {
  static readonly options: ActorOptions = {
    supervision: {
      directive: "restart",
      maxRestarts: 2,
      withinMs: 1_000,
      backoffMs: { min: 100, max: 150 },
    },
  };
  #value = 0;

  constructor(private readonly ctx: Context) {}

  init(): void {
    diary.push("init");
    this.ctx.runRecurring(10_000, () => void diary.push("tick"));
  }

  deinit(reason: string): void {
    diary.push(`deinit ${reason}`);
  }

  set(value: number): void {
    this.#value = value;
  }

  value(): number {
    return this.#value;
  }

  fail(): void {
    throw new Error("ashes");
  }

  async failLater(): Promise<void> {
    await null;
    throw new Error("ashes");
  }

  listen(): void {
    this.ctx.getStream<number>("numbers").subscribe(
      newSubscriber(this.ctx.actorId, PhoenixProxy.Method.set),
    );
  }
}

/** Ends after the second failure, and resumes after the first. */
// @generate-proxy
export class Mortal implements Actor {
  static readonly options: ActorOptions = {
    supervision: {
      directive: (error, failures) => {
        if (String(error).includes("judge")) throw error;
        return failures < 2 ? "resume" : "deactivate";
      },
    },
  };
  #calls = 0;

  deinit(reason: string): void {
    diary.push(`deinit ${reason}`);
  }

  count(): number {
    return ++this.#calls;
  }

  fail(why: string): void {
    throw new Error(why);
  }
}

/** Begins afresh at once, as often as it must. */
// @generate-proxy
export class Tumbler {
  static readonly options: ActorOptions = {
    supervision: { directive: "restart", maxRestarts: Infinity },
  };
  #calls = 0;

  count(): number {
    return ++this.#calls;
  }

  fall(): never {
    throw new Error("down");
  }
}

/** Asks for what cannot be. */
// @generate-proxy
export class Misguided {
  static readonly options: ActorOptions = {
    supervision: { directive: "restart", backoffMs: { min: 10, max: 5 } },
  };

  go(): void {}
}
