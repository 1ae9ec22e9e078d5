/**
 * Engines on many machines, over NATS JetStream, and their durable actors.
 *
 * ```ts ignore
 * import { Engine } from "@backstage/actors";
 * import { nats } from "@backstage/actors/nats";
 * import { AccountProxy } from "./generated/account_proxy.gen.ts";
 *
 * await using engine = new Engine({
 *   cluster: nats({ servers: "127.0.0.1:4222", name: "shop" }),
 *   actors: [AccountProxy],
 * });
 * ```
 *
 * @module
 */
import type { Cluster, ClusterHost } from "../../engine/cluster_port.ts";
import type { Remote } from "../../engine/route/remote.ts";
import type { Store } from "../../store/store.ts";
import { ClusterNode } from "../cluster_node.ts";
import { Connection } from "./connection.ts";
import { NatsLeases } from "./leases.ts";
import {
  type NatsOptions,
  type NatsSettings,
  readNatsOptions,
} from "./options.ts";
import { NatsStore } from "./store/nats_store.ts";
import { NatsTransport } from "./transport.ts";

export { natsStore } from "./store/nats_store.ts";
export type { NatsStoreOptions } from "./store/options.ts";
export type {
  NatsAuthenticator,
  NatsConnectionOptions,
  NatsCredentials,
  NatsOptions,
  NatsTls,
} from "./options.ts";

/**
 * Makes an engine a node of a cluster: it, and all others whose option says the
 * same name on the same servers, have the same actors, each on one of them.
 *
 * It needs NATS 2.12.1 or later with JetStream, and `--allow-net` of its
 * servers; nothing else. An engine that cannot take part stops, and its
 * `joined` rejects with a `ClusterError` that says why and what to do.
 *
 * @throws {RangeError} If an option is out of its limits.
 * @throws {TypeError} If an option has no such name, or is of another kind.
 *
 * @example Describe a cluster
 * ```ts
 * import { nats } from "@backstage/actors/nats";
 * import { assertEquals, assertThrows } from "@std/assert";
 *
 * // Nothing is connected before an engine has it as its option `cluster`.
 * const cluster = nats({
 *   servers: ["10.0.0.1:4222", "10.0.0.2:4222", "10.0.0.3:4222"],
 *   name: "shop",
 *   replicas: 3,
 * });
 * assertEquals(cluster.name, "shop");
 * const servers = "10.0.0.1:4222";
 * assertThrows(() => nats({ servers, name: "my shop" }), TypeError);
 * ```
 */
export function nats(options: NatsOptions): Cluster {
  return new NatsCluster(readNatsOptions(options));
}

class NatsCluster implements Cluster {
  readonly name: string;
  readonly store: Store;
  readonly #settings: NatsSettings;
  readonly #connection: Connection;
  #isTaken = false;

  constructor(settings: NatsSettings) {
    this.#settings = settings;
    this.name = settings.name;
    this.#connection = new Connection(settings.connection);
    this.store = new NatsStore(this.#connection, settings);
  }

  open(host: ClusterHost): Remote {
    if (this.#isTaken) {
      throw new TypeError(
        "Cannot use cluster: another engine has it; give each one of its own",
      );
    }
    this.#isTaken = true;
    const { name, node, replicas, shards } = this.#settings;
    const transport = new NatsTransport(this.#connection, host);
    const leases = new NatsLeases(this.#connection, replicas, host);
    const parts = { name, shards, transport, leases };
    return new ClusterNode({ ...parts, ...(node !== null && { node }) }, host);
  }
}
