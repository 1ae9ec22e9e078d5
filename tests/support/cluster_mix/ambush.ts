import type {
  ClusterSimulation,
  SimulatedNode,
} from "@backstage/actors/testing";
import type { Call } from "../../chaos/client/history.ts";
import { CofferProxy } from "../../cast/generated/coffer_proxy.gen.ts";
import { SlotProxy } from "../../cast/generated/slot_proxy.gen.ts";
import type { Climate } from "./climate.ts";
import type { History } from "./history.ts";
import { COFFERS, SLOTS } from "./lane.ts";

/** Deposits that are on their way as their owner stands still. */
const BURST = 6;
const AT_ONCE_MS = 400;
/** Longer than a lease, and than others wait beyond it. */
const PAUSE_MS = 26_000;
const OFFLINE_MS = 12_000;
const LOOK_MS = 1_000;
const LIMIT_MS = 2_000;
/** Numbers that no lane writes. */
const VALUES = 1_000_000_000;

/**
 * Faults at the worst moment, which chance alone rarely finds: an owner stands
 * still as commits are under way, or others take it for dead as it goes on.
 */
export class Ambush {
  readonly #sim: ClusterSimulation;
  readonly #history: History;
  #number = 0;

  constructor(sim: ClusterSimulation, history: History) {
    this.#sim = sim;
    this.#history = history;
  }

  /** Lays those that the climate allows. */
  async lay({ faults }: Climate): Promise<void> {
    await this.#sim.advance(10_000);
    if (faults.has("node:pause")) await this.#standStill();
    if (faults.has("node:offline")) await this.#part();
  }

  async #standStill(): Promise<void> {
    const { advance, random } = this.#sim;
    const id = COFFERS[0]!;
    const owner = this.#findOwner(CofferProxy, id);
    if (owner === undefined) return;
    const deposits = Array.from({ length: BURST }, () => this.#put(owner, id));
    await advance(Math.floor(random() * AT_ONCE_MS));
    owner.pause();
    await advance(PAUSE_MS);
    // The next owner reads, and commits nothing that gives it away.
    await this.#look(this.#findOther(owner), id);
    owner.resume();
    await Promise.all(deposits);
  }

  /** Has a node read what others write that have taken its place. */
  async #part(): Promise<void> {
    const { advance, network, now } = this.#sim;
    const id = SLOTS[0]!;
    const owner = this.#findOwner(SlotProxy, id);
    const other = this.#findOther(owner);
    if (owner === undefined || other === undefined) return;
    const connect = network.disconnect(owner.name);
    const coffer = COFFERS.find((one) =>
      owner.engine.isActive(CofferProxy, one)
    );
    // What it commits now reaches the store when others are the owners.
    const deposits = coffer === undefined ? [] : [this.#put(owner, coffer)];
    const endMs = now() + OFFLINE_MS;
    while (now() < endMs) {
      await this.#write(other, id);
      if (owner.state === "running") await this.#read(owner, id);
      await advance(LOOK_MS);
    }
    if (coffer !== undefined) await this.#look(other, coffer);
    connect();
    await Promise.all(deposits);
  }

  #findOwner(
    proxy: typeof CofferProxy | typeof SlotProxy,
    id: string,
  ): SimulatedNode | undefined {
    return this.#sim.nodes.find(({ engine, state }) =>
      state === "running" && engine.isActive(proxy as typeof SlotProxy, id)
    );
  }

  #findOther(owner: SimulatedNode | undefined): SimulatedNode | undefined {
    return this.#sim.nodes.find((node) =>
      node !== owner && node.state === "running"
    );
  }

  #put(node: SimulatedNode, id: string): Promise<Call> {
    const number = ++this.#number;
    const lane = `${node.name}/ambush/${id}`;
    const asked = { node, lane, actor: id, number, timeoutMs: LIMIT_MS };
    return this.#history.ask(
      { ...asked, kind: "deposit", parts: [1, id] },
      () =>
        node.engine.getActor(CofferProxy, id).with({ timeoutMs: LIMIT_MS })
          .deposit(lane, number, 1),
    );
  }

  async #look(node: SimulatedNode | undefined, id: string): Promise<void> {
    const coffer = node?.engine.getActor(CofferProxy, id);
    await coffer?.with({ timeoutMs: LIMIT_MS }).read().catch(() => {});
  }

  #write(node: SimulatedNode, id: string): Promise<Call> {
    const number = ++this.#number;
    const value = VALUES + number;
    return this.#askSlot(
      node,
      id,
      "write",
      [value],
      (slot) => slot.write(value),
    );
  }

  #read(node: SimulatedNode, id: string): Promise<Call> {
    return this.#askSlot(node, id, "read", [], (slot) => slot.read());
  }

  #askSlot(
    node: SimulatedNode,
    id: string,
    kind: "read" | "write",
    parts: readonly number[],
    call: (slot: SlotProxy) => PromiseLike<unknown>,
  ): Promise<Call> {
    const lane = `${node.name}/ambush/${id}`;
    const number = ++this.#number;
    const slot = node.engine.getActor(SlotProxy, id);
    return this.#history.ask(
      { node, lane, actor: id, kind, number, parts, timeoutMs: LOOK_MS },
      () => call(slot.with({ timeoutMs: LOOK_MS })),
    );
  }
}
