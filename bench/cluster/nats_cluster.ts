import { findPorts, NatsServer } from "./nats_server.ts";
import { passed } from "./passed.ts";

/** How long servers may take to agree on who leads. */
const PATIENCE_MS = 20_000;
const LOOK_MS = 50;

/** What a server tells of JetStream. */
interface JetStreamReport {
  readonly meta_cluster?: { readonly leader?: string };
  readonly account_details?: readonly {
    readonly stream_detail?: readonly {
      readonly name: string;
      readonly cluster?: { readonly leader?: string };
    }[];
  }[];
}

/** Servers on this machine that keep each stream together. */
export class NatsServers implements AsyncDisposable {
  readonly servers: readonly NatsServer[];

  private constructor(servers: readonly NatsServer[]) {
    this.servers = servers;
  }

  /** Starts so many; resolves when they have a leader. */
  static async start(binary: string, count: number): Promise<NatsServers> {
    const ports = findPorts(count);
    const routes = ports.map((port) => `"nats://127.0.0.1:${port}"`).join(", ");
    const servers: NatsServer[] = [];
    for (const [at, port] of ports.entries()) {
      // Clients are not told of the others: what stands between them stays.
      const config = count === 1 ? "" : `server_name: s${at}\n` +
        `cluster { name: c, listen: "127.0.0.1:${port}", ` +
        `routes: [${routes}], no_advertise: true }`;
      servers.push(await NatsServer.make({ binary, config }));
    }
    const all = new NatsServers(servers);
    try {
      for (const server of servers) server.spawn();
      await all.waitUntilHealthy();
      return all;
    } catch (error) {
      await all[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Where clients reach them. */
  get addresses(): string[] {
    return this.servers.map(({ address }) => address);
  }

  /** Resolves when all serve, and JetStream has a leader. */
  async waitUntilHealthy(): Promise<void> {
    await Promise.all(
      this.servers.map((server) => server.waitUntilHealthy()),
    );
    // One alone leads all that it has.
    if (this.servers.length === 1) return;
    const end = performance.now() + PATIENCE_MS;
    while (await this.findMetaLeader() === null) {
      if (performance.now() > end) throw new Error("JetStream has no leader");
      await passed(LOOK_MS);
    }
  }

  /** Finds who leads JetStream; `null` while it is not known. */
  findMetaLeader(): Promise<NatsServer | null> {
    return this.#findLeader("jsz", (report) => report.meta_cluster?.leader);
  }

  /** Finds who leads a stream; `null` while it is not known. */
  findStreamLeader(stream: string): Promise<NatsServer | null> {
    return this.#findLeader(
      "jsz?accounts=true&streams=true",
      (report) =>
        report.account_details
          ?.flatMap(({ stream_detail = [] }) => stream_detail)
          .find(({ name }) => name === stream)?.cluster?.leader,
    );
  }

  /** Names all streams that some server knows of. */
  async listStreams(): Promise<string[]> {
    const names = new Set<string>();
    for (const report of await this.#ask("jsz?accounts=true&streams=true")) {
      for (const { stream_detail = [] } of report.account_details ?? []) {
        for (const { name } of stream_detail) names.add(name);
      }
    }
    return [...names].sort();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(
      this.servers.map((server) => server[Symbol.asyncDispose]()),
    );
  }

  async #findLeader(
    path: string,
    pick: (report: JetStreamReport) => string | undefined,
  ): Promise<NatsServer | null> {
    for (const report of await this.#ask(path)) {
      const name = pick(report);
      const server = /^s(\d+)$/.exec(name ?? "")?.[1];
      if (server !== undefined) return this.servers[Number(server)] ?? null;
    }
    return null;
  }

  /** Asks all servers; those that do not answer are left out. */
  async #ask(path: string): Promise<JetStreamReport[]> {
    const reports = await Promise.all(
      this.servers.map((server) => server.monitor(path).catch(() => null)),
    );
    return reports.filter((report) => report !== null) as JetStreamReport[];
  }
}
