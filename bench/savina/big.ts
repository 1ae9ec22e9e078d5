// Savina 7, Big: each actor pings others at random, W actors, N pings each.
import type { Context, Engine } from "@backstage/actors";
import { BigActorProxy } from "../generated/big_actor_proxy.gen.ts";
import { PseudoRandom } from "./random.ts";
import { verify } from "./verify.ts";

const W = 120;
const N = 4_000;

// @generate-proxy
export class BigActor {
  readonly #id: number;
  readonly #random: PseudoRandom;
  #left = 0;
  #expected = -1;
  #pongs = 0;
  #neighbours: BigActorProxy[] = [];

  constructor(ctx: Context) {
    this.#id = Number(ctx.actorId);
    this.#random = new PseudoRandom(this.#id);
  }

  neighbours(neighbours: BigActorProxy[], pings: number): void {
    this.#neighbours = neighbours;
    this.#left = pings;
  }

  ping(sender: number): void {
    this.#neighbours[sender]!.pong(this.#id);
  }

  pong(sender: number): void {
    verify(sender === this.#expected, "pinger");
    if (sender >= 0) this.#pongs++;
    if (this.#left-- === 0) return;
    this.#expected = this.#random.below(this.#neighbours.length);
    this.#neighbours[this.#expected]!.ping(this.#id);
  }

  pongs(): number {
    return this.#pongs;
  }
}

export async function playBig(engine: Engine): Promise<void> {
  const actors = Array.from(
    { length: W },
    (_, i) => engine.getActor(BigActorProxy, String(i)),
  );
  await Promise.all(actors.map((actor) => actor.neighbours(actors, N)));
  for (const actor of actors) actor.pong(-1);
  await engine.run();
  const pongs = await Promise.all(actors.map((actor) => actor.pongs()));
  verify(pongs.every((n) => n === N), "pongs");
}
