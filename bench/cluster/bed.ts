import { NatsServers } from "./nats_cluster.ts";
import type { Settings } from "./settings.ts";
import { Worker } from "./worker.ts";

const HOST = new URL("./host.ts", import.meta.url);
const CALLER = new URL("./caller.ts", import.meta.url);

/** Lets a host collect garbage when it is told, and hold many actors. */
const V8_FLAGS = "--expose-gc,--max-old-space-size=8192";

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
