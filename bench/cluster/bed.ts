import { NatsServers } from "./nats_cluster.ts";
import type { Perch } from "./parrot.ts";
import { passed } from "./passed.ts";
import type { Settings } from "./settings.ts";
import { Worker } from "./worker.ts";

const HOST = new URL("./host.ts", import.meta.url);
const CALLER = new URL("./caller.ts", import.meta.url);

/** Lets a host collect garbage when it is told, and hold many actors. */
const V8_FLAGS = "--expose-gc,--max-old-space-size=8192";

/** Actors that are looked at, to see where their like are. */
const LOCATED = 512;
const IDS = Array.from({ length: LOCATED }, (_, at) => `located ${at}`);

/** What a host must have, of its fair share. */
const LEAST_SHARE = 0.8;
const LOOK_MS = 1_000;

/** Servers, nodes with actors, and a client that calls. */
export class Bed implements AsyncDisposable {
  readonly servers: NatsServers;
  readonly hosts: Worker[] = [];
  readonly #callers: Worker[] = [];

  private constructor(servers: NatsServers) {
    this.servers = servers;
  }

  /** Starts so many servers and hosts, and one client. */
  static async make(
    binary: string,
    { hosts, servers }: { readonly hosts: number; readonly servers: 1 | 3 },
  ): Promise<Bed> {
    const bed = new Bed(await NatsServers.start(binary, servers));
    try {
      for (let place = 0; place < hosts; place++) await bed.startHost(place);
      bed.#callers.push(
        await Worker.start({
          url: CALLER,
          settings: bed.#toSettings("caller"),
        }),
      );
      return bed;
    } catch (error) {
      await bed[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** The client that calls. */
  get caller(): Worker {
    return this.#callers[0]!;
  }

  /** Starts the host of a place, again where it has ended. */
  async startHost(place: number): Promise<void> {
    const settings = this.#toSettings(nameHost(place));
    const v8Flags = V8_FLAGS;
    this.hosts[place] = await Worker.start({ url: HOST, settings, v8Flags });
  }

  /** Resolves when each host has about its share, and no actor moves. */
  async balance(): Promise<void> {
    const least = LOCATED / this.hosts.length * LEAST_SHARE;
    let before = "";
    for (let isBalanced = false; !isBalanced;) {
      await passed(LOOK_MS);
      const perches = await this.caller.ask<Perch[]>("locate", IDS);
      const byNode = Map.groupBy(perches, ({ node }) => node);
      const places = perches.map(({ node }) => node).join();
      isBalanced = places === before && byNode.size === this.hosts.length &&
        byNode.values().every((own) => own.length >= least);
      before = places;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const workers = [...this.#callers, ...this.hosts];
    await Promise.all(workers.map((worker) => worker.kill()));
    await this.servers[Symbol.asyncDispose]();
  }

  #toSettings(node: string): Settings {
    const servers = this.servers.addresses;
    const replicas = servers.length === 3 ? 3 : 1;
    return { servers, cluster: "bench", node, replicas };
  }
}

/** Names the host of a place. */
export function nameHost(place: number): string {
  return `host-${place}`;
}
