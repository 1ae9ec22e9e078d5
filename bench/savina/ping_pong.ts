// Savina 1, Ping Pong: two actors, one-way messages, the sender in each ping.
import type { Context, Engine } from "@backstage/actors";
import { PingerProxy } from "../generated/pinger_proxy.gen.ts";
import { PongerProxy } from "../generated/ponger_proxy.gen.ts";
import { verify } from "./verify.ts";

const N = 400_000;

// @generate-proxy
export class Pinger {
  #left = 0;
  #pongs = 0;
  #ponger: PongerProxy | undefined;
  readonly #self: PingerProxy;

  constructor(ctx: Context) {
    this.#self = ctx.self(PingerProxy);
  }

  start(rounds: number, ponger: PongerProxy): void {
    this.#left = rounds;
    this.#ponger = ponger;
    this.#ping();
  }

  pong(): void {
    this.#pongs++;
    if (this.#left > 0) this.#ping();
  }

  pongs(): number {
    return this.#pongs;
  }

  #ping(): void {
    this.#left--;
    this.#ponger!.ping(this.#self);
  }
}

// @generate-proxy
export class Ponger {
  ping(sender: PingerProxy): void {
    sender.pong();
  }
}

export async function playPingPong(engine: Engine): Promise<void> {
  const pinger = engine.getActor(PingerProxy, "ping");
  pinger.start(N, engine.getActor(PongerProxy, "pong"));
  await engine.run();
  verify(await pinger.pongs() === N, "pongs");
}
