import type { Context } from "@backstage/actors";
import { arrivals } from "./arrivals.ts";
import { NeighbourProxy } from "./generated/neighbour_proxy.gen.ts";

/** Hits balls on, to proxies that it keeps or asks for in each turn. */
// @generate-proxy
export class Neighbour {
  readonly #ids: string[] = [];
  readonly #kept: NeighbourProxy[] = [];

  constructor(readonly ctx: Context) {}

  meet(id: string): void {
    this.#ids.push(id);
    this.#kept.push(this.ctx.getActor(NeighbourProxy, id));
  }

  /** Hits a ball on to the first that it met. */
  hit(left: number): void {
    if (left === 0) return arrivals.count(0);
    this.#kept[0]!.hit(left - 1);
  }

  hitByName(left: number): void {
    if (left === 0) return arrivals.count(0);
    this.ctx.getActor(NeighbourProxy, this.#ids[0]!).hitByName(left - 1);
  }

  /** Hits a ball on to one of those that it met, by turns. */
  spread(left: number): void {
    if (left === 0) return arrivals.count(0);
    this.#kept[left % this.#kept.length]!.spread(left - 1);
  }

  /** The same, by a name that it makes: they are called by their numbers. */
  spreadByName(left: number): void {
    if (left === 0) return arrivals.count(0);
    const id = `n${left % this.#ids.length}`;
    this.ctx.getActor(NeighbourProxy, id).spreadByName(left - 1);
  }
}
