import type { Engine } from "@backstage/actors";
import type {
  ClusterSimulation,
  FaultRates,
  SimulatedNode,
} from "@backstage/actors/testing";
import type { Books } from "../../chaos/check/books.ts";
import { isSettled } from "../../chaos/check/books.ts";
import { judge } from "../../chaos/check/verdict.ts";
import { ChimerProxy } from "../../cast/generated/chimer_proxy.gen.ts";
import { CofferProxy } from "../../cast/generated/coffer_proxy.gen.ts";
import { PuppetProxy } from "../../cast/generated/puppet_proxy.gen.ts";
import { ScribeProxy } from "../../cast/generated/scribe_proxy.gen.ts";
import { SlotProxy } from "../../cast/generated/slot_proxy.gen.ts";
import { Ambush } from "./ambush.ts";
import { CHIMERS, Chimes } from "./chimes.ts";
import { chooseClimate, type Climate, tellFelt } from "./climate.ts";
import { History } from "./history.ts";
import { COFFERS, MixLane, SCRIBES, SLOTS } from "./lane.ts";
import type { FenceWitness } from "./watched_store.ts";
import { WORKERS, Workers } from "./workers.ts";

/** The types that the nodes of the mix host. */
export const ACTORS = [
  CofferProxy,
  SlotProxy,
  ScribeProxy,
  ChimerProxy,
  PuppetProxy,
];

/** How long the faults strike. */
const LEAST_MS = 25_000;
const SPREAD_MS = 40_000;
/** The most lanes. */
const LANES = 6;
/** How long all may take, once nothing is wrong, until it is served again. */
const SERVED_MS = 30_000;
/** How long all that was sent, or is due, may take from then on. */
const SETTLED_MS = 120_000;
const LOOK_MS = 1_000;
const LIMIT_MS = 5_000;

/**
 * A random program on the nodes of a cluster: money that is put into durable
 * actors and sent between them, registers, notes in their order, and reminders,
 * while nodes crash, stand still, leave and come back, and links are cut.
 */
export class ClusterMix {
  readonly #sim: ClusterSimulation;
  readonly #fences: FenceWitness;
  readonly history: History;
  readonly #chimes: Chimes;
  readonly #workers: Workers;
  readonly #climate: Climate;
  readonly #problems = new Set<string>();

  constructor(
    sim: ClusterSimulation,
    rates: FaultRates,
    fences: FenceWitness,
  ) {
    this.#sim = sim;
    this.#fences = fences;
    this.#climate = chooseClimate(sim, rates);
    const { faults, isGentle } = this.#climate;
    this.history = new History(sim, faults.has("node:pause"));
    this.#chimes = new Chimes(sim);
    this.#workers = new Workers(sim, isGentle);
  }

  /** Plays it to its end; returns what was wrong. */
  async play(): Promise<readonly string[]> {
    const { heal, now } = this.#sim;
    await this.#run(now() + LEAST_MS + this.#below(SPREAD_MS));
    heal();
    await this.#awaitServed();
    const books = await this.#awaitSettled();
    const { calls } = this.history;
    for (const { check, faults } of judge(books, calls)) {
      for (const fault of faults) this.#problems.add(`${check}: ${fault}`);
    }
    if (this.#climate.isGentle) {
      for (const felt of tellFelt(calls)) this.#problems.add(felt);
    }
    await this.#checkChimes();
    this.#checkSingle();
    return [
      ...this.#fences.problems,
      ...this.history.problems,
      ...this.#chimes.problems,
      ...this.#workers.problems,
      ...this.#problems,
    ];
  }

  async #run(endMs: number): Promise<void> {
    const { nodes } = this.#sim;
    const count = 1 + this.#below(LANES);
    const lanes = Array.from({ length: count }, (_, place) => {
      const node = nodes[this.#below(nodes.length)]!;
      const parts = { sim: this.#sim, history: this.history, node, place };
      return new MixLane(parts).run(endMs);
    });
    await Promise.all([
      ...lanes,
      new Ambush(this.#sim, this.history).lay(this.#climate),
      this.#repeat(endMs, SERVED_MS / 2, (node) => this.#chimes.set(node)),
      this.#repeat(endMs, SERVED_MS / 2, (node) => this.#workers.work(node)),
    ]);
  }

  /** Has something done on any node, again and again until some time. */
  async #repeat(
    endMs: number,
    paceMs: number,
    act: (node: SimulatedNode) => Promise<void>,
  ): Promise<void> {
    const { advance, nodes, now } = this.#sim;
    while (now() < endMs) {
      await advance(this.#below(paceMs));
      const node = nodes[this.#below(nodes.length)]!;
      if (node.state === "running") await act(node);
    }
  }

  /** Expects each actor to answer on each node in time. */
  async #awaitServed(): Promise<void> {
    const { nodes, now } = this.#sim;
    const endMs = now() + SERVED_MS;
    await Promise.all(
      nodes.flatMap((node) =>
        this.#listCalls(node).map(async ([name, call]) => {
          const isServed = await this.#tryUntil(endMs, call);
          if (isServed) return;
          this.#problems.add(`${name} does not answer on ${node.name}`);
        })
      ),
    );
  }

  #listCalls(node: SimulatedNode): [string, () => Promise<unknown>][] {
    const limit = { timeoutMs: LIMIT_MS };
    return [
      ...COFFERS.map((id): [string, () => Promise<unknown>] => [
        id,
        () => node.engine.getActor(CofferProxy, id).with(limit).read(),
      ]),
      ...SLOTS.map((id): [string, () => Promise<unknown>] => [
        id,
        () => node.engine.getActor(SlotProxy, id).with(limit).read(),
      ]),
      ...SCRIBES.map((id): [string, () => Promise<unknown>] => [
        id,
        () => node.engine.getActor(ScribeProxy, id).with(limit).note("last", 0),
      ]),
    ];
  }

  async #tryUntil(
    endMs: number,
    call: () => Promise<unknown>,
  ): Promise<boolean> {
    const { advance, now } = this.#sim;
    do {
      try {
        await call();
        return now() <= endMs;
      } catch {
        await advance(LOOK_MS);
      }
    } while (now() <= endMs);
    return false;
  }

  /** Waits until all that was sent was taken; returns the books. */
  async #awaitSettled(): Promise<Books> {
    const { advance, now } = this.#sim;
    const endMs = now() + SETTLED_MS;
    let books = await this.#readBooks();
    while (!isSettled(books) && now() < endMs) {
      await advance(LOOK_MS);
      books = await this.#readBooks();
    }
    return books;
  }

  async #readBooks(): Promise<Books> {
    const books: Books = {};
    for (const id of COFFERS) {
      books[id] = await this.#insist((engine) =>
        engine.getActor(CofferProxy, id).read()
      );
    }
    return books;
  }

  async #checkChimes(): Promise<void> {
    const { advance, now } = this.#sim;
    for (const id of CHIMERS) {
      const endMs = now() + SETTLED_MS;
      const ask = <Answer>(call: (chimer: ChimerProxy) => Promise<Answer>) =>
        this.#insist((engine) => call(engine.getActor(ChimerProxy, id)));
      while ((await ask((chimer) => chimer.list())).length > 0) {
        if (now() >= endMs) break;
        await advance(LOOK_MS);
      }
      this.#chimes.check(id, await ask((chimer) => chimer.heard()));
    }
  }

  /** Asks until it is answered: what is handed over may be lost once more. */
  async #insist<Answer>(
    call: (engine: Engine) => Promise<Answer>,
  ): Promise<Answer> {
    const { advance, nodes, now } = this.#sim;
    const endMs = now() + SETTLED_MS;
    while (true) {
      try {
        return await call(nodes[0]!.engine);
      } catch (error) {
        if (now() >= endMs) throw error;
        await advance(LOOK_MS);
      }
    }
  }

  /** Each actor is active on one node at most, now that all is quiet. */
  #checkSingle(): void {
    for (
      const [proxy, ids] of [
        [CofferProxy, COFFERS],
        [SlotProxy, SLOTS],
        [ScribeProxy, SCRIBES],
        [ChimerProxy, CHIMERS],
        [PuppetProxy, WORKERS],
      ] as const
    ) {
      for (const id of ids) {
        const active = this.#sim.nodes.filter(({ engine }) =>
          engine.isActive(proxy as typeof SlotProxy, id)
        );
        if (active.length <= 1) continue;
        const names = active.map(({ name }) => name).join(" and ");
        this.#problems.add(`${id} is active on ${names}`);
      }
    }
  }

  #below(limit: number): number {
    return Math.floor(this.#sim.random() * limit);
  }
}
