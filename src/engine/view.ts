import { Durability } from "../actor/durable/durability.ts";
import { OPERATE } from "../actor/inbox/system_method.ts";
import type { Casting } from "../actor/port/host.ts";
import type { Probe } from "../actor/port/probe.ts";
import type { Logger } from "../base/logger.ts";
import type { Runtime } from "../base/runtime.ts";
import type { ActorDefinition } from "../envelope/definition.ts";
import { deliver } from "../envelope/deliver.ts";
import { CallReply } from "../envelope/replies/call_reply.ts";
import type { Call, Target } from "../envelope/target.ts";
import type { Core } from "./core.ts";
import type { CommitCounts } from "./durable/commit_counts.ts";
import type { EngineState } from "./engine_life.ts";
import type { EngineEvents } from "./events.ts";
import type { IncidentLog } from "./incident_log.ts";
import { ProgramActors } from "./program_actors.ts";
import type { Registry } from "./registry.ts";
import type { Remote } from "./route/remote.ts";
import type { Store } from "../store/store.ts";
import type { StreamRegistry } from "./stream_registry.ts";

/** The actors of an engine, to look at. */
export type RegistryView = Pick<
  Registry,
  "size" | "types" | "findType" | typeof Symbol.iterator
>;

/** The live streams of an engine, to look at. */
export type StreamsView = Pick<
  StreamRegistry,
  "size" | "of" | typeof Symbol.iterator
>;

/** The failures and dead letters of an engine, to look at. */
export type IncidentsView = Pick<
  IncidentLog,
  "counts" | "countsOf" | typeof Symbol.iterator
>;

/** An engine as the rooms above see it: to look at, and to stand beside. */
export class EngineView {
  /** The actors of the program: without the library's own. */
  readonly program: ProgramActors;
  readonly #core: Core;

  constructor(core: Core) {
    this.#core = core;
    this.program = new ProgramActors(core.registry);
  }

  get runtime(): Runtime {
    return this.#core.runtime;
  }

  get logger(): Logger {
    return this.#core.logger;
  }

  get events(): EngineEvents {
    return this.#core.events;
  }

  /** All actors, the library's own among them. */
  get registry(): RegistryView {
    return this.#core.registry;
  }

  get streams(): StreamsView {
    return this.#core.streams;
  }

  /** What has gone wrong since the engine began, and last. */
  get incidents(): IncidentsView {
    return this.#core.incidents;
  }

  /** How long each half of a stop may take, in milliseconds. */
  get drainTimeoutMs(): number {
    return this.#core.settings.drainTimeoutMs;
  }

  /** How many timers of actors are live. */
  get timers(): number {
    return this.#core.timers.size;
  }

  get state(): EngineState {
    return this.#core.life.state;
  }

  /** Why the engine stops by itself; `null` where it was told to, or runs. */
  get loss(): Error | null {
    return this.#core.life.loss;
  }

  /** Whether its node's lease is in doubt, so that no turn begins. */
  get isSuspended(): boolean {
    return this.#core.actorHost.isSuspended;
  }

  /** Whether any probe or listener sees what happens. */
  get isObserved(): boolean {
    return this.#core.isObserved;
  }

  /** Shows arrivals and turns to a probe until the result is called. */
  attach(probe: Probe): () => void {
    return this.#core.actorHost.attach(probe);
  }

  /** Tells a listener of each call that code outside of actors awaits. */
  hearAwaited(listener: (call: Call) => void): void {
    this.#core.actorHost.onAwaited = listener;
  }

  /** Has actors created by something else, from their next activation on. */
  castBy(casting: Casting): void {
    this.#core.actorHost.casting = casting;
  }

  /** Returns where an actor's envelopes go; it activates nothing. */
  route(definition: ActorDefinition, id: string): Target {
    return this.#core.router.route(definition, id);
  }

  /** Returns what makes a live actor durable, once its record is loaded. */
  findDurability(type: string, id: string): Durability | null {
    const { registry } = this.#core;
    const durability = registry.findType(type)?.activations.get(id)?.durability;
    const isLoaded = durability instanceof Durability && durability.isLoaded;
    return isLoaded ? durability : null;
  }

  /**
   * Runs code as a turn of a durable actor, past its interceptors; resolves to
   * the code's result once what it has changed is stored.
   *
   * @throws {CallError} If it cannot: its `outcome` says how far it came.
   */
  async operate<Result>(
    definition: ActorDefinition,
    id: string,
    run: (durability: Durability) => Result,
  ): Promise<Result> {
    const { registry } = this.#core;
    // No wire is before it: the code is no message.
    const target = registry.open(registry.openType(definition), id);
    const operation = () => run(this.findDurability(definition.type, id)!);
    const reply = new CallReply<Result>();
    const refusal = deliver({ target }, OPERATE, operation, reply, null);
    if (refusal !== undefined) reply.fail(refusal);
    return await reply;
  }

  /** Where durable actors are kept; `null` where the engine has no store. */
  get store(): Store | null {
    return this.#core.settings.store;
  }

  /** What it has committed so far. */
  get commits(): CommitCounts {
    return this.#core.committer.counts;
  }

  /** How many turns of durable actors are ahead of their commits. */
  get uncommitted(): number {
    return this.#core.committer.uncommitted;
  }

  /** The rest of its cluster; `null` where the engine is alone. */
  get remote(): Remote | null {
    return this.#core.remote;
  }

  /** Closes a resource with the engine, unless the result is called before. */
  closeWith(resource: AsyncDisposable): () => void {
    return this.#core.extensions.add(resource);
  }

  /** Ends the iterations over streams, those that begin later as well. */
  closeReaders(): void {
    this.#core.streams.close();
  }
}
