import type {
  ClusterSimulation,
  SimulatedNode,
} from "@backstage/actors/testing";
import type { Call } from "../../chaos/client/history.ts";
import { CofferProxy } from "../../cast/generated/coffer_proxy.gen.ts";
import { ScribeProxy } from "../../cast/generated/scribe_proxy.gen.ts";
import { SlotProxy } from "../../cast/generated/slot_proxy.gen.ts";
import type { Asked, History } from "./history.ts";

/** The actors of the mix. */
export const COFFERS = ["m0", "m1", "m2"];
export const SLOTS = ["r0", "r1"];
export const SCRIBES = ["s0", "s1"];

/** How long calls may take; some of them are cut short. */
const LIMITS = [100, 1_000, 5_000, 15_000];
/** The longest that a lane thinks, in milliseconds. */
const PACE_MS = 5_000;
/** How often a call under a key is made again, and after how long. */
const TRIES = 4;
const AGAIN_MS = 2_000;
/** The most calls at once. */
const BURST = 4;

/** What a lane stands on. */
export interface LaneParts {
  readonly sim: ClusterSimulation;
  readonly history: History;
  readonly node: SimulatedNode;
  /** Its number among all lanes. */
  readonly place: number;
}

/** Lanes of one run; each writes numbers that no other one writes. */
const MAX_LANES = 64;

/** A client on one node that asks one actor of each kind, step by step. */
export class MixLane {
  readonly #parts: LaneParts;
  readonly #name: string;
  readonly #coffer: string;
  readonly #slot: string;
  readonly #scribe: string;
  #number = 0;
  #known = 0;

  constructor(parts: LaneParts) {
    this.#parts = parts;
    this.#name = `${parts.node.name}/${parts.place}`;
    this.#coffer = this.#pick(COFFERS);
    this.#slot = this.#pick(SLOTS);
    this.#scribe = this.#pick(SCRIBES);
  }

  /** Does one thing after the other, until some time. */
  async run(endMs: number): Promise<void> {
    const { node, sim } = this.#parts;
    while (sim.now() < endMs) {
      if (node.state === "running") await this.#step();
      await sim.advance(this.#below(PACE_MS));
    }
  }

  async #step(): Promise<void> {
    switch (this.#below(10)) {
      case 0:
        return await this.#burst(() => this.#deposit());
      case 1:
        return await this.#insist((number) => this.#deposit(number, true));
      case 2:
        return await this.#insist((number) => this.#transfer(number, true));
      case 3:
        return await this.#burst(() => this.#transfer());
      case 4:
        return await this.#burst(() => this.#note());
      case 5:
        return void await this.#write();
      case 6:
        return void await this.#swap();
      default:
        return void await this.#read();
    }
  }

  /** Makes several calls, and waits for all of them. */
  async #burst(call: () => Promise<Call>): Promise<void> {
    const count = 1 + this.#below(BURST);
    await Promise.all(Array.from({ length: count }, call));
  }

  /** Makes a call until it is answered, or has been made often. */
  async #insist(call: (number: number) => Promise<Call>): Promise<void> {
    const number = ++this.#number;
    for (let left = TRIES; left > 0; left--) {
      const { outcome } = await call(number);
      if (outcome === "answered" && this.#below(3) > 0) return;
      await this.#parts.sim.advance(this.#below(AGAIN_MS));
    }
  }

  #deposit(number = ++this.#number, isKeyed = false): Promise<Call> {
    const cents = 1 + number % 100;
    const parts = [cents, this.#coffer];
    const asked = this.#toAsked("deposit", this.#coffer, number);
    return this.#ask(
      { ...asked, parts, isKeyed },
      () =>
        this.#openCoffer(asked, isKeyed)
          .deposit(this.#lane(this.#coffer), number, cents),
    );
  }

  #transfer(number = ++this.#number, isKeyed = false): Promise<Call> {
    const cents = 1 + number % 50;
    // The same one when it is asked for again.
    const to = COFFERS[number % COFFERS.length]!;
    const asked = this.#toAsked("transfer", this.#coffer, number);
    return this.#ask(
      { ...asked, parts: [cents, to], isKeyed },
      () =>
        this.#openCoffer(asked, isKeyed)
          .transfer(this.#lane(this.#coffer), number, cents, to),
    );
  }

  #openCoffer({ lane, number, timeoutMs }: Asked, isKeyed: boolean) {
    const coffer = this.#parts.node.engine.getActor(CofferProxy, this.#coffer);
    const key = isKeyed ? { idempotencyKey: `${lane} ${number}` } : {};
    return coffer.with({ timeoutMs, ...key });
  }

  #note(): Promise<Call> {
    const asked = this.#toAsked("note", this.#scribe, ++this.#number);
    const { lane, number, timeoutMs } = asked;
    return this.#ask(
      asked,
      () =>
        this.#parts.node.engine.getActor(ScribeProxy, this.#scribe)
          .with({ timeoutMs }).note(lane, number),
    );
  }

  async #read(): Promise<void> {
    const asked = this.#toAsked("read", this.#slot, ++this.#number);
    const { value } = await this.#ask(
      asked,
      () => this.#openSlot(asked).read(),
    );
    if (typeof value === "number") this.#known = value;
  }

  async #write(): Promise<void> {
    const value = this.#makeValue();
    const asked = this.#toAsked("write", this.#slot, this.#number);
    await this.#ask(
      { ...asked, parts: [value] },
      () => this.#openSlot(asked).write(value),
    );
  }

  async #swap(): Promise<void> {
    const value = this.#makeValue();
    const expected = this.#known;
    const asked = this.#toAsked("swap", this.#slot, this.#number);
    const { value: found } = await this.#ask(
      { ...asked, parts: [expected, value] },
      () => this.#openSlot(asked).swap(expected, value),
    );
    if (typeof found === "number") this.#known = found;
  }

  #openSlot({ timeoutMs }: Asked) {
    return this.#parts.node.engine.getActor(SlotProxy, this.#slot)
      .with({ timeoutMs });
  }

  #makeValue(): number {
    return ++this.#number * MAX_LANES + this.#parts.place;
  }

  #toAsked(kind: Asked["kind"], actor: string, number: number): Asked {
    const { node } = this.#parts;
    const timeoutMs = this.#pick(LIMITS);
    return { node, lane: this.#lane(actor), actor, kind, number, timeoutMs };
  }

  /** Names the lane to one actor. */
  #lane(actor: string): string {
    return `${this.#name}/${actor}`;
  }

  #ask(asked: Asked, call: () => PromiseLike<unknown>): Promise<Call> {
    return this.#parts.history.ask(asked, call);
  }

  #pick<Choice>(choices: readonly Choice[]): Choice {
    return choices[this.#below(choices.length)]!;
  }

  #below(limit: number): number {
    return Math.floor(this.#parts.sim.random() * limit);
  }
}
