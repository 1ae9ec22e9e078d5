import { type Context, type Engine, InboxFullError } from "@backstage/actors";
import type { Simulation } from "@backstage/actors/testing";
import { makeContextVariable } from "../../../src/base/async_context.ts";
import {
  BrittlePuppetProxy,
} from "../../cast/generated/brittle_puppet_proxy.gen.ts";
import {
  ChainPuppetProxy,
} from "../../cast/generated/chain_puppet_proxy.gen.ts";
import { FullPuppetProxy } from "../../cast/generated/full_puppet_proxy.gen.ts";
import { PuppetProxy } from "../../cast/generated/puppet_proxy.gen.ts";
import { TinyProxy } from "../../cast/generated/tiny_proxy.gen.ts";
import type { Sent, TurnKind } from "./model.ts";
import type { Witness } from "./witness.ts";

/** Whom an actor may await: those behind it, so that none waits for itself. */
export const RANKS = ["p0", "p1", "chain", "p2", "full", "brittle"];
const TARGETS = [...RANKS, "tiny"];

/** What an actor does in a turn. */
export type Way =
  | "send"
  | "call"
  | "back"
  | "read"
  | "sleep"
  | "alarm"
  | "cancel"
  | "poison"
  | "plain";

const WAYS: readonly Way[] = [
  "send",
  "call",
  "read",
  "sleep",
  "alarm",
  "cancel",
  "poison",
  "plain",
];

/** What an actor is asked to do. */
export interface Task extends Sent {
  readonly way: Way;
  /** Whom it calls back, where its way is to. */
  readonly back: string;
  /** The value that the message carries. */
  readonly user: string | null;
}

/** Where a message comes from. */
export type From = Engine | Context;

/** The value that messages carry from turn to turn. */
export const user = makeContextVariable<string>()!;

/** Returns the proxy class of an actor of the mix. */
export function proxyOf(id: string) {
  if (id === "tiny") return TinyProxy;
  if (id === "full") return FullPuppetProxy;
  if (id === "chain") return ChainPuppetProxy;
  return id === "brittle" ? BrittlePuppetProxy : PuppetProxy;
}

/** Returns of what kind an actor's turns are. */
export function kindOf(id: string): TurnKind {
  if (id === "full" || id === "chain") return "interleaving";
  return id === "tiny" ? "hookless" : "exclusive";
}

/** Sends, calls and reads, and tells the witness of it. */
export class Post {
  readonly #sim: Simulation;
  readonly #witness: Witness;
  readonly #numbers = new Map<string, number>();

  constructor(sim: Simulation, witness: Witness) {
    this.#sim = sim;
    this.#witness = witness;
  }

  /** A message without a reply. */
  send(from: From, name: string, way = this.pick(WAYS)): void {
    this.sendTo(from, name, this.pick(TARGETS), way);
  }

  /** A message without a reply to one actor. */
  sendTo(from: From, name: string, to: string, way: Way): void {
    const throws = way === "plain" && this.below(12) === 0;
    const key = this.#witness.post(to, "tell", throws);
    void this.#find(from, to).tell(this.#write(key, name, to, way, ""));
  }

  /** A call of any actor behind another one, if there is any. */
  async call(
    from: From,
    name: string,
    limitMs: number | null,
  ): Promise<void> {
    const next = RANKS.indexOf(name) + 1;
    const targets = next > 0 ? RANKS.slice(next) : TARGETS;
    if (targets.length === 0) return;
    const isBack = next > 0 && this.below(3) === 0;
    const way = isBack ? "back" : this.pick(WAYS);
    await this.callTo(from, name, this.pick(targets), way, limitMs);
  }

  /** A call of one actor; it settles before long. */
  async callTo(
    from: From,
    name: string,
    to: string,
    way: Way,
    limitMs: number | null,
  ): Promise<void> {
    const throws = this.below(6) === 0;
    const limit = limitMs === null ? null : this.#sim.now() + limitMs;
    const key = this.#witness.post(to, "ask", throws, limit);
    const task = this.#write(key, name, to, way, name);
    const actor = this.#find(from, to);
    const limited = limitMs === null
      ? actor
      : actor.with({ timeoutMs: limitMs });
    const [result] = await Promise.allSettled([limited.ask(task)]);
    this.#witness.settle(key, result);
  }

  /** Reads a streaming reply, to its end or not. */
  async read(from: From, isCut: () => boolean): Promise<void> {
    const count = this.below(6);
    const most = this.below(8);
    let next = 0;
    try {
      const spring = from.getActor(PuppetProxy, "spring");
      for await (const value of spring.stream(count)) {
        this.#witness.take(value, next++);
        if (next > most) return;
      }
    } catch (error) {
      // By a fault, or by the end of the turn that reads.
      if (error instanceof InboxFullError || isCut()) return;
      throw error;
    }
    this.#witness.take(next, count);
  }

  /** A whole number from 0 up to a limit, by the seed. */
  below(limit: number): number {
    return Math.floor(this.#sim.random() * limit);
  }

  /** One of several choices, by the seed. */
  pick<Choice>(choices: readonly Choice[]): Choice {
    return choices[this.below(choices.length)]!;
  }

  /** Any actor that messages go to. */
  pickTarget(): string {
    return this.pick(TARGETS);
  }

  #write(
    key: number,
    from: string,
    to: string,
    way: Way,
    back: string,
  ): Task {
    const line = `${from} ${to}`;
    const n = (this.#numbers.get(line) ?? 0) + 1;
    this.#numbers.set(line, n);
    return { key, from, n, way, back, user: user.getStore() ?? null };
  }

  #find(from: From, id: string) {
    type Any = Pick<PuppetProxy, "ask" | "tell" | "with">;
    return from.getActor(proxyOf(id) as typeof PuppetProxy, id) as Any;
  }
}
