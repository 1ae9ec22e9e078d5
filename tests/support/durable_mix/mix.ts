import { type Engine, newSubscriber } from "@backstage/actors";
import type {
  FaultName,
  FaultRates,
  Simulation,
} from "@backstage/actors/testing";
import { PuppetProxy } from "../../cast/generated/puppet_proxy.gen.ts";
import {
  EAR,
  NEWS,
  type SafeEntry,
  safeProxyOf,
  type SafeTask,
  watched,
} from "../../cast/safe.ts";
import { decodeRecord, encodeRecord } from "../../../src/store/record_codec.ts";
import { cast } from "../cast.ts";
import { ERASED, MISFIT, Planner, SAFES, user } from "./plan.ts";
import type { Logs, News } from "./facts.ts";
import { DurableWitness } from "./witness.ts";

const STEPS = 16;
const LIMITS = [1, 3, 20];
const BURST = 40;
const VOLLEY = 3;
/** Longer than a store is slow. */
const LONG_MS = 150;
/** Longer than a stop takes. */
const STOP_MS = 5_000;
/** How many turns of an engine of the mix may be ahead of their commits. */
export const MAX_UNCOMMITTED = 8;
/** How often a call under a key is made again. */
const TRIES = 12;
/** Longer than all that is sent again, or is due, takes. */
const AT_LAST_MS = 4_000_000;
const A_WHILE_MS = 20_000;
/** A text, which is no list of entries. */
const MISFITTING = Uint8Array.of(0x63, 0x61, 0x62, 0x63);

/**
 * A random program of all that durable actors do, with an engine that crashes
 * and a store that fails: calls, sends, news to others, commits within turns,
 * streaming replies, calls under keys, calls that come back, failures,
 * refusals, erasure, poison, idle ends, and bursts while the store is held.
 */
export class DurableMix {
  readonly #sim: Simulation;
  readonly #planner: Planner;
  readonly #witness: DurableWitness;
  readonly #rates: FaultRates;
  readonly #pending: Promise<void>[] = [];
  #engine: Engine | null = null;

  constructor(sim: Simulation, faults: FaultRates) {
    this.#sim = sim;
    this.#rates = faults;
    this.#planner = new Planner((limit) => this.#below(limit));
    this.#witness = new DurableWitness(this.#planner.planned);
    watched.by = this.#witness;
    cast.set(EAR, {
      tell: (_ctx, news) => this.#witness.hear("tell", news as News),
    });
    cast.set("reader", {
      tell: (_ctx, news) => this.#witness.hear("publish", news as News),
    });
  }

  /** Plays it to its end; returns what was wrong. */
  async play(): Promise<readonly string[]> {
    const { advance, faults } = this.#sim;
    faults.off();
    const record = await this.#writeMisfit();
    for (const [name, rate] of Object.entries(this.#rates)) {
      faults.set(name as FaultName, rate!);
    }
    for (let step = 0; step < STEPS; step++) {
      await this.#step();
      await this.#pause();
    }
    await advance(LONG_MS);
    faults.off();
    this.#sim.store.release();
    await this.#misread();
    await Promise.all(this.#pending);
    // Some commits are never answered: only a crash ends that.
    this.#sim.crash();
    this.#open();
    for (const id of SAFES) await this.#read(id);
    await this.#arrive();
    this.#witness.check(await this.#readAll());
    this.#sim.crash();
    this.#witness.check(await this.#readAll());
    await this.#checkMisfit(record);
    return this.#witness.facts.problems;
  }

  /** Lets some of what is under way go on, or none of it. */
  async #pause(): Promise<void> {
    const { advance, settled } = this.#sim;
    const pause = this.#below(8);
    if (pause === 0) await advance(this.#below(LONG_MS));
    else if (pause < 3) await advance(this.#below(8));
    else if (pause < 5) await settled();
  }

  async #step(): Promise<void> {
    switch (this.#below(16)) {
      case 0:
        return await this.#burst();
      case 1:
      case 2:
        return this.#volley(this.#pick());
      case 3:
        return this.#poison();
      case 4:
      case 5:
        return this.#do(this.#callUnderKey(this.#pick()));
      case 6:
        return this.#do(this.#stream(this.#pick()));
      case 7:
      case 8:
        return void this.#sim.crash(
          this.#planner.pick([{ during: "before" }, { during: "after" }, {}]),
        );
      case 9:
        return this.#do(this.#read(this.#pick()));
      case 10:
        return this.#do(this.#erase());
      case 11:
        return this.#send(this.#pick());
      case 12:
        return this.#below(2) === 0 ? await this.#restart() : undefined;
      default:
        return this.#do(this.#call(this.#pick()));
    }
  }

  #do(doing: Promise<void>): void {
    this.#pending.push(doing);
  }

  #pick(): string {
    return this.#planner.pick([...SAFES, ERASED]);
  }

  /** The engine that runs now, with one who listens to what is published. */
  #open(): Engine {
    const { engine } = this.#sim;
    if (engine === this.#engine) return engine;
    this.#engine = engine;
    engine.getStream<unknown>(NEWS).subscribe(
      newSubscriber("reader", PuppetProxy.Method.tell),
    );
    return engine;
  }

  #find(id: string) {
    return this.#open().getActor(safeProxyOf(id), id);
  }

  #send(to: string): void {
    const task = this.#planner.draw(to);
    this.#witness.ask(task);
    user.run(task.user, () => void this.#find(to).run(task));
  }

  /** Asks a safe for much at once, and looks at it in between. */
  #volley(to: string): void {
    for (let left = VOLLEY; left > 0; left--) {
      this.#do(this.#call(to));
      this.#do(this.#call(to, this.#planner.refuse(to)));
      this.#do(this.#read(to));
    }
  }

  async #call(to: string, task = this.#planner.draw(to)): Promise<void> {
    this.#witness.ask(task);
    const timeoutMs = this.#below(4) === 0 ? this.#planner.pick(LIMITS) : null;
    const safe = this.#find(to);
    const limited = timeoutMs === null ? safe : safe.with({ timeoutMs });
    const called = user.run(task.user, () => limited.run(task));
    const [result] = await Promise.allSettled([called]);
    this.#witness.settle(to, task, result, false);
  }

  /** Calls under a key until it is answered, and with another payload then. */
  async #callUnderKey(to: string): Promise<void> {
    const task = this.#planner.add(to, 1 + this.#below(2));
    this.#witness.ask(task);
    this.#witness.facts.keyed.add(task.key);
    const idempotencyKey = `key ${task.key}`;
    const call = (task: SafeTask) =>
      user.run(
        task.user,
        () => this.#find(to).with({ idempotencyKey }).run(task),
      );
    for (let left = TRIES; left > 0; left--) {
      const calls = [call(task), ...this.#below(3) === 0 ? [call(task)] : []];
      const results = await Promise.allSettled(calls);
      for (const result of results) {
        if (result.status === "rejected") continue;
        this.#witness.settle(to, task, result, false);
      }
      if (results.some(({ status }) => status === "fulfilled")) break;
      await this.#sim.advance(1);
      if (left === 1) return;
    }
    if (to === ERASED || this.#below(3) > 0) return;
    const other = this.#planner.add(to, 3);
    const [result] = await Promise.allSettled([call(other)]);
    this.#witness.settle(to, other, result, false);
    this.#witness.conflict(to, result);
  }

  async #stream(to: string): Promise<void> {
    const task = this.#planner.add(to, 4, this.#below(2));
    this.#witness.ask(task);
    this.#witness.facts.streamed.add(task.key);
    let step = 0;
    try {
      for await (const position of this.#find(to).count(task)) {
        this.#witness.see(to, task, step++, position);
        if (this.#below(6) === 0) return;
      }
    } catch {
      // What was seen is there in any case.
    }
  }

  async #read(id: string): Promise<void> {
    const [result] = await Promise.allSettled([this.#find(id).read()]);
    if (result.status === "fulfilled") this.#witness.show(id, result.value);
  }

  async #erase(): Promise<void> {
    const begunAt = this.#witness.now();
    const task = this.#planner.erase(ERASED);
    this.#witness.ask(task);
    const [result] = await Promise.allSettled([this.#find(ERASED).run(task)]);
    if (result.status === "fulfilled") this.#witness.noteErased(begunAt);
  }

  /** Stops the engine, and begins another; it may crash meanwhile. */
  async #restart(): Promise<void> {
    const { engine } = this.#sim;
    const stopping = engine.stop({ drain: this.#below(3) > 0 });
    await Promise.race([stopping, this.#sim.advance(STOP_MS)]);
    if (this.#sim.engine === engine) this.#sim.crash();
  }

  #poison(): void {
    const id = this.#pick();
    void this.#open().poisonPill(safeProxyOf(id), id);
  }

  /** Asks for more than may be ahead of its commits. */
  async #burst(): Promise<void> {
    const { settled } = this.#sim;
    await settled();
    const { store } = this.#sim;
    store.hold();
    const before = this.#witness.turns;
    for (let at = 0; at < BURST; at++) {
      const to = this.#planner.pick(SAFES);
      const task = this.#planner.add(to, 1);
      this.#witness.ask(task);
      void this.#find(to).run(task);
    }
    await settled();
    const ahead = this.#witness.turns - before;
    const most = MAX_UNCOMMITTED + SAFES.length;
    this.#witness.facts.expect(ahead <= most, `${ahead} turns are uncommitted`);
    this.#sim.store.release();
  }

  async #writeMisfit(): Promise<Uint8Array> {
    const bytes = encodeRecord({
      states: [{ name: "log", version: 1, shape: "", bytes: MISFITTING }],
      outbox: null,
      reminders: [],
    });
    const actor = { type: "Safe", id: MISFIT };
    const record = { bytes, wakeAt: null };
    await this.#sim.store.commit([{ actor, expected: 0, record }]);
    return bytes;
  }

  async #misread(): Promise<void> {
    const task = this.#planner.add(MISFIT, 1);
    this.#witness.ask(task);
    const [result] = await Promise.allSettled([this.#find(MISFIT).run(task)]);
    this.#witness.misfit(result);
  }

  async #readAll(): Promise<Logs> {
    const logs = new Map<string, readonly SafeEntry[]>();
    for (const id of [...SAFES, ERASED]) {
      logs.set(id, await this.#find(id).read());
      const total = await this.#find(id).total();
      const { length } = logs.get(id)!;
      this.#witness.facts.expect(
        total === length,
        `${id} has a part of a turn`,
      );
    }
    return logs;
  }

  /** Waits until all that was sent or is due was taken, or is kept for good. */
  async #arrive(): Promise<void> {
    const { advance, now } = this.#sim;
    const end = now() + AT_LAST_MS;
    do {
      await advance(A_WHILE_MS);
      if (await this.#hasArrived()) return;
    } while (now() < end);
    this.#witness.facts.expect(false, "sends or reminders still wait");
  }

  async #hasArrived(): Promise<boolean> {
    const { store } = this.#sim;
    for (const id of SAFES) {
      const { type } = safeProxyOf(id).definition;
      const stored = await store.load({ type, id });
      if (stored === null) continue;
      const { outbox, reminders } = decodeRecord(stored.bytes);
      const waiting = [...outbox?.sends ?? [], ...reminders];
      if (waiting.some(({ parked }) => parked === null)) return false;
    }
    return true;
  }

  /** What does not fit its class is as it was. */
  async #checkMisfit(bytes: Uint8Array): Promise<void> {
    const actor = { type: "Safe", id: MISFIT };
    const kept = await this.#sim.store.load(actor);
    const isSame = kept?.bytes.length === bytes.length &&
      bytes.every((byte, at) => byte === kept.bytes[at]);
    this.#witness.facts.expect(isSame, "what does not fit was written anew");
  }

  #below(limit: number): number {
    return Math.floor(this.#sim.random() * limit);
  }
}
