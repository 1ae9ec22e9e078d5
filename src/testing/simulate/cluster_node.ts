import type { Probe } from "../../actor/port/probe.ts";
import { formatActor } from "../../envelope/actor_id.ts";
import type { Engine } from "../../engine/engine.ts";
import type { EngineView } from "../../engine/view.ts";
import type { ActorProxy, ProxyClass } from "../../proxy/actor_proxy.ts";
import type {
  ClusterInMemory,
  MemberInMemory,
} from "../cluster/cluster_in_memory.ts";
import { findLiveActor } from "../live_actor.ts";
import type { TypedProxyClass } from "../unit/actor_class.ts";
import { Stubs } from "../unit/stubs.ts";
import type {
  NodeCrashOptions,
  NodeState,
  SimulatedNode,
} from "./cluster_simulation.ts";
import { type Drift, EngineClock } from "./engine_clock.ts";
import { FaultsBetween } from "./fault_probe.ts";
import { SimulatedEngine } from "./simulated_engine.ts";
import type { Site } from "./stage.ts";

/** What a node of a run is made of. */
export interface ClusterNodeParts {
  readonly name: string;
  readonly site: Site;
  readonly cluster: ClusterInMemory;
  readonly drift: Drift;
  /** The types that it hosts. */
  readonly actors: readonly ProxyClass<ActorProxy>[];
}

/** One life of a node. */
interface Life {
  readonly clock: EngineClock;
  readonly member: MemberInMemory;
  readonly engine: SimulatedEngine;
}

/** A machine of a simulated cluster. */
export class ClusterNode implements SimulatedNode {
  readonly name: string;
  readonly #parts: ClusterNodeParts;
  readonly #between: FaultsBetween;
  readonly #probes: Probe[] = [];
  #life: Life;
  #stubs: Stubs | null = null;
  #isLeaving = false;

  constructor(parts: ClusterNodeParts) {
    this.name = parts.name;
    this.#parts = parts;
    this.#between = new FaultsBetween(parts.site.faults);
    this.#life = this.#begin();
  }

  get engine(): Engine {
    return this.#life.engine.engine;
  }

  get view(): EngineView {
    return this.#life.engine.view;
  }

  get state(): NodeState {
    const { clock } = this.#life;
    if (clock.hasEnded) return "gone";
    return clock.isStill ? "still" : "running";
  }

  /** Whether its engine stops, or has: on purpose, or for it cannot go on. */
  get isStopping(): boolean {
    return this.#isLeaving || this.view.state !== "open";
  }

  /** Stops its engine, as a deploy does. */
  leave(): Promise<void> {
    this.#note("leave");
    this.#isLeaving = true;
    return this.engine.stop();
  }

  /** What stands in for actors of it. */
  get stubs(): Stubs {
    return this.#stubs ??= new Stubs(this.view);
  }

  live<Actor, Name extends keyof Actor>(
    proxy: TypedProxyClass<Actor, Name>,
    id: string,
  ): Actor {
    const actor = findLiveActor(this.view, proxy, id);
    if (!this.#stubs?.has(actor as object)) return actor;
    const name = formatActor({ type: proxy.definition.type, id });
    throw new TypeError(`Cannot look at ${name}: a stub stands in for it`);
  }

  attach(probe: Probe): void {
    this.#probes.push(probe);
    this.view.attach(probe);
  }

  crash({ silently = false }: NodeCrashOptions = {}): void {
    if (this.state === "gone") return;
    this.#note(silently ? "crash, silently" : "crash");
    const { engine, member } = this.#life;
    member.end(silently);
    engine.crash();
  }

  restart(): Engine {
    this.crash();
    this.#note("restart");
    this.#isLeaving = false;
    this.#life = this.#begin();
    for (const probe of this.#probes) this.view.attach(probe);
    this.#stubs?.moveTo(this.view);
    return this.engine;
  }

  pause(): void {
    if (this.state !== "running") return;
    this.#note("pause");
    this.#life.clock.halt();
  }

  resume(): void {
    if (this.state !== "still") return;
    this.#note("resume");
    const { faults } = this.#parts.site;
    this.#life.clock.goOn((limit) => faults.below(limit));
  }

  /** Lets faults strike that come between its turns. */
  strike(): boolean {
    return this.state === "running" &&
      this.#between.strike(this.engine, this.view);
  }

  #begin(): Life {
    const { actors, cluster, drift, name, site } = this.#parts;
    const clock = new EngineClock(site.clock, drift);
    const member = cluster.open(name, clock);
    const engine = new SimulatedEngine({
      clock,
      faults: site.faults,
      options: { ...site.engine, actors, cluster: member.cluster },
    });
    return { clock, member, engine };
  }

  #note(what: string): void {
    this.#parts.site.recorder.noteFault(`${this.name}: ${what}`);
  }
}
