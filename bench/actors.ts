import type { Context } from "@backstage/actors";
import { PlayerProxy } from "./generated/player_proxy.gen.ts";

/** Takes strings and counts them. */
// @generate-proxy
export class Sink {
  #taken = 0;

  take(_text: string): void {
    this.#taken++;
  }

  taken(): number {
    return this.#taken;
  }
}

/** Answers calls. */
// @generate-proxy
export class Adder {
  #sum = 0;

  add(amount: number): number {
    return this.#sum += amount;
  }
}

/** Sends every ball back until its count is down. */
// @generate-proxy
export class Player {
  readonly #context: Context;
  #partner: PlayerProxy | null = null;

  constructor(context: Context) {
    this.#context = context;
  }

  meet(partner: string): void {
    this.#partner = this.#context.getActor(PlayerProxy, partner);
  }

  hit(left: number): void {
    if (left > 0) this.#partner?.hit(left - 1);
  }
}

/** Exists, and takes one message. */
// @generate-proxy
export class Guest {
  #name = "";

  greet(name: string): void {
    this.#name = name;
  }

  name(): string {
    return this.#name;
  }
}

/** Keeps the engine's code as general as six actor classes make it. */
// @generate-proxy
export class Bystander {
  #seen = 0;

  see(text: string): void {
    this.#seen += text.length;
  }
}

/** The sixth class: see `Bystander`. */
// @generate-proxy
export class Passenger {
  #lastStop = 0;

  stop(at: number): number {
    const passed = at - this.#lastStop;
    this.#lastStop = at;
    return passed;
  }
}
