import type { Activation } from "../actor/port/activation.ts";
import type { Host } from "../actor/port/host.ts";
import type { Logger } from "../base/logger.ts";
import type { Runtime } from "../base/runtime.ts";
import type { ReferenceOwner } from "../codec/reference/reference.ts";
import type { ActorProxy, ProxyClass } from "../proxy/actor_proxy.ts";
import type { Store } from "../store/store.ts";
import type { EngineLife } from "./engine_life.ts";
import type { Events } from "./events.ts";
import type { IncidentLog } from "./incident_log.ts";
import type { Registry } from "./registry.ts";
import type { Remote } from "./route/remote.ts";
import type { Router } from "./route/router.ts";
import type { Deadlines } from "./run/deadlines.ts";
import type { StreamRegistry } from "./stream_registry.ts";

/** What wakes the stored actors of an engine, as its cluster sees it. */
export interface ShardWaker {
  /**
   * Looks anew which actors are due: the node owns other shards now, or is
   * certain of them again.
   */
  lookAgain(): void;
}

/** An engine as the cluster sees it that it takes part in. */
export interface ClusterHost {
  readonly runtime: Runtime;
  readonly logger: Logger;
  readonly life: EngineLife;
  readonly events: Events;
  readonly incidents: IncidentLog;
  readonly registry: Registry;
  readonly router: Router;
  readonly streams: StreamRegistry;
  readonly deadlines: Deadlines;
  readonly actorHost: Host;
  /** Binds references for code outside of actors. */
  readonly outside: ReferenceOwner;
  readonly waker: ShardWaker | null;
  /** What the engine has committed so far. */
  readonly commits: { readonly fenced: number };
  readonly settings: {
    /** The types that this node hosts; none where it is a client. */
    readonly actors: readonly ProxyClass<ActorProxy>[];
    readonly store: Store | null;
    readonly callTimeoutMs: number;
    readonly drainTimeoutMs: number;
    readonly inboxCapacity: number;
  };
  /** Deactivates an actor that this node serves, or deletes it as well. */
  operate(activation: Activation, operation: "erase" | "poison"): Promise<void>;
  /** Looks again at what is waited for. */
  check(): void;
  /** Stops the engine, for it cannot take part any more. */
  lose(error: Error): void;
}

/**
 * The cluster that an engine takes part in: the value of its option, such as
 * `nats({ servers, name })` of `@backstage/actors/nats`. Each engine needs one
 * of its own.
 */
export interface Cluster {
  /** Names the cluster. */
  readonly name: string;
  /** Where durable actors are kept unless the engine's options say. */
  readonly store: Store | null;
  /**
   * Takes an engine in, before it does anything.
   *
   * @internal
   */
  open(host: ClusterHost): Remote;
}

/**
 * Returns the cluster of the options, if there is one.
 *
 * @throws {TypeError} If it is none.
 */
export function readCluster(cluster: Cluster | undefined): Cluster | null {
  if (cluster === undefined) return null;
  const { open } = (cluster ?? {}) as Partial<Cluster>;
  if (typeof open === "function") return cluster;
  throw new TypeError(
    "Cannot use cluster: it is none; give it one such as " +
      '`nats({ servers: "127.0.0.1:4222", name: "shop" })`',
  );
}

/**
 * Throws if an engine of a cluster has a store for itself: its actors move.
 *
 * @throws {TypeError} If it has.
 */
export function assertShared(
  cluster: Cluster | null,
  store: Store | null,
): void {
  if (cluster === null || store === null || store.fence !== undefined) return;
  throw new TypeError(
    "Cannot use store: the engine is in a cluster, whose nodes must share " +
      "it, and this one has no fence; leave it out to use the cluster's own",
  );
}
