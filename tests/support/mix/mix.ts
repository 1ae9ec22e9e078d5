import { type Engine, newSubscriber } from "@backstage/actors";
import type { Simulation } from "@backstage/actors/testing";
import { PuppetProxy } from "../../cast/generated/puppet_proxy.gen.ts";
import { Parts, WATCHED } from "./parts.ts";
import { kindOf, Post, proxyOf, RANKS, user } from "./post.ts";
import { Witness } from "./witness.ts";

const STEPS = 18;
/** More than a block of an inbox holds. */
const BURST = 20;
const LIMITS = [1, 3, 5, 20];
const SUBSCRIBERS = ["s0", "s1"];
const USERS = ["ann", "bob"];

/**
 * A random program of all that actors do: calls, sends, bursts, streams,
 * streaming replies, timers, sleeps, deadlines, failures and restarts, calls
 * that come back, carried values, full inboxes, watches, poison, idle ends, and
 * a stop with or without a drain.
 */
export class Mix {
  readonly #sim: Simulation;
  readonly #engine: Engine;
  readonly #witness: Witness;
  readonly #post: Post;
  readonly #readers: Promise<void>[] = [];

  constructor(sim: Simulation) {
    this.#sim = sim;
    this.#engine = sim.engine;
    this.#witness = new Witness(sim.now, kindOf);
    this.#post = new Post(sim, this.#witness);
    this.#engine.events.subscribe((event) =>
      this.#witness.note(event, WATCHED)
    );
    new Parts(sim, this.#witness, this.#post).cast(SUBSCRIBERS);
  }

  /** Plays it to its end; returns what was wrong. */
  async play(): Promise<readonly string[]> {
    const { advance, settled } = this.#sim;
    for (const id of SUBSCRIBERS) this.#toggle(id);
    for (let step = 0; step < STEPS; step++) await this.#step();
    await settled();
    await advance(200);
    await Promise.all(this.#readers);
    this.#witness.checkQuiet();
    for (let step = this.#below(4); step > 0; step--) this.#write();
    const stop = this.#engine.stop({ drain: this.#below(3) > 0 });
    for (let step = this.#below(3); step > 0; step--) this.#write();
    await stop;
    await settled();
    this.#witness.checkStopped();
    return this.#witness.problems;
  }

  async #step(): Promise<void> {
    const { advance, settled } = this.#sim;
    switch (this.#below(13)) {
      case 0:
        return this.#burst();
      case 1:
      case 2:
        return await advance(this.#below(8));
      case 3:
        return this.#poison();
      case 4:
      case 5:
        return this.#publish();
      case 6:
        return void this.#readers.push(
          this.#post.read(this.#engine, () => false),
        );
      case 7:
        return await settled();
      case 8:
        return void this.#engine.getActor(PuppetProxy, "watcher").ask(null);
      case 9:
        return this.#toggle("s1");
      default:
        return this.#write();
    }
  }

  /** Sends or calls from outside, for some user, and maybe with a limit. */
  #write(): void {
    const post = this.#post;
    const limitMs = this.#below(3) === 0 ? post.pick(LIMITS) : null;
    const write = (): void => {
      if (this.#below(2) === 0) post.send(this.#engine, "out");
      else void post.call(this.#engine, "out", limitMs);
    };
    if (this.#below(2) === 0) write();
    else user.run(post.pick(USERS), write);
  }

  #burst(): void {
    const to = this.#post.pickTarget();
    const count = BURST + this.#below(BURST);
    for (let at = 0; at < count; at++) {
      this.#post.sendTo(this.#engine, "out", to, "plain");
    }
  }

  #poison(): void {
    const id = this.#post.pick(RANKS);
    void this.#engine.poisonPill(proxyOf(id) as typeof PuppetProxy, id);
  }

  #publish(): void {
    const n = this.#witness.publish();
    void this.#engine.getStream<unknown>("news").next(n);
  }

  /** Begins or ends a subscription. */
  #toggle(id: string): void {
    const stream = this.#engine.getStream<unknown>("news");
    const subscriber = newSubscriber(id, PuppetProxy.Method.tell);
    if (this.#witness.toggle(id)) stream.subscribe(subscriber);
    else stream.unsubscribe(subscriber);
  }

  #below(limit: number): number {
    return this.#post.below(limit);
  }
}
