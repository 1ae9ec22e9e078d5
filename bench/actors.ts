import { type Context, newSubscriber } from "@backstage/actors";
import { arrivals } from "./arrivals.ts";
import { PlayerProxy } from "./generated/player_proxy.gen.ts";
import { ReaderProxy } from "./generated/reader_proxy.gen.ts";

/** Takes strings and counts them. */
// @generate-proxy
export class Sink {
  take(text: string): void {
    arrivals.count(text.length);
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

/** Answers calls once it waited. */
// @generate-proxy
export class SlowAdder {
  #sum = 0;

  async add(amount: number): Promise<number> {
    await null;
    return this.#sum += amount;
  }
}

/** Hits every ball on until its count is down. */
// @generate-proxy
export class Player {
  readonly #context: Context;
  #next: PlayerProxy | null = null;

  constructor(context: Context) {
    this.#context = context;
  }

  meet(next: string): void {
    this.#next = this.#context.getActor(PlayerProxy, next);
  }

  hit(left: number): void {
    if (left > 0) this.#next?.hit(left - 1);
    else arrivals.count(0);
  }
}

/** Reads what a stream has. */
// @generate-proxy
export class Reader {
  readonly #context: Context;

  constructor(context: Context) {
    this.#context = context;
  }

  follow(stream: string): void {
    const { actorId } = this.#context;
    this.#context.getStream<string>(stream).subscribe(
      newSubscriber(actorId, ReaderProxy.Method.read),
    );
  }

  read(text: string): void {
    arrivals.count(text.length);
  }
}

/** Exists, and takes one message. */
// @generate-proxy
export class Guest {
  #name = "";

  greet(name: string): void {
    this.#name = name;
    arrivals.count(name.length);
  }

  name(): string {
    return this.#name;
  }
}

/** Counts time. */
// @generate-proxy
export class Ticker {
  readonly #context: Context;

  constructor(context: Context) {
    this.#context = context;
  }

  start(everyMs: number): void {
    this.#context.runRecurring(everyMs, () => arrivals.count(1));
  }
}

/** Keeps the engine's code as general as a real program's classes make it. */
// @generate-proxy
export class Bystander {
  #seen = 0;

  see(text: string): void {
    this.#seen += text.length;
  }
}

/** Another class: see `Bystander`. */
// @generate-proxy
export class Passenger {
  #lastStop = 0;

  stop(at: number): number {
    const passed = at - this.#lastStop;
    this.#lastStop = at;
    return passed;
  }
}
