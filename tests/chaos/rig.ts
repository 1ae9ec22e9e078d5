import { Chance } from "../support/chance.ts";
import { NatsServers } from "../../bench/cluster/nats_cluster.ts";
import { passed, within } from "../../bench/cluster/passed.ts";
import type { Books } from "./check/books.ts";
import { type Call, readHistory } from "./client/history.ts";
import { now } from "./client/journal.ts";
import type { AuditSettings, ClientSettings } from "./client/settings.ts";
import { FAULTS, schedule } from "./fault/schedule.ts";
import type { Stage } from "./fault/stage.ts";
import { Link } from "./net/link.ts";
import { ChaosNode } from "./node/chaos_node.ts";
import type { RigOptions } from "./options.ts";
import { Program } from "./program.ts";
import type { Strike } from "./report/felt.ts";

const CLIENT = new URL("./client/client.ts", import.meta.url);
const AUDITOR = new URL("./client/auditor.ts", import.meta.url);
const CLUSTER = "chaos";
const SERVERS = 3;
const CLIENTS = 2;

/** How long what is on its way may take until it counts as lost. */
const PATIENCE_MS = 60_000;

/** What a run has seen. */
export interface Outcome {
  /** When this process started: the zero of all logs. */
  readonly startedAt: number;
  readonly strikes: readonly Strike[];
  readonly calls: readonly Call[];
  readonly books: Books;
  readonly notes: readonly string[];
  /** What programs did that they must not do, such as to end by themselves. */
  readonly deaths: readonly string[];
}

/** Real nodes, servers and clients, to which faults are done. */
export class Rig implements AsyncDisposable {
  readonly #options: RigOptions;
  readonly #folder: string;
  readonly #stage: Stage;
  readonly #clients: Program[] = [];
  readonly #strikes: Strike[] = [];
  readonly #notes: string[] = [];
  readonly #deaths: string[] = [];

  private constructor(
    options: RigOptions,
    folder: string,
    servers: NatsServers,
  ) {
    this.#options = options;
    this.#folder = folder;
    const ports = servers.servers.map(({ port }) => port);
    const nodes = Array.from({ length: options.nodes }, (_, at) => {
      const link = new Link(ports);
      const node = `node-${at}`;
      const { tooth } = options;
      return new ChaosNode(
        {
          servers: link.addresses,
          cluster: CLUSTER,
          replicas: SERVERS,
          node,
          tooth,
        },
        link,
        `${folder}/${node}.log`,
      );
    });
    this.#stage = {
      servers,
      nodes,
      chance: new Chance(options.seed),
      note: (sentence) => this.#notes.push(sentence),
    };
  }

  /** Starts the servers, the nodes and the clients. */
  static async start(options: RigOptions): Promise<Rig> {
    const folder = await Deno.makeTempDir({ prefix: "backstage_chaos_" });
    const servers = await NatsServers.start(options.binary, SERVERS);
    const rig = new Rig(options, folder, servers);
    try {
      await rig.#start();
      return rig;
    } catch (error) {
      await rig[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Where the logs and the histories are. */
  get folder(): string {
    return this.#folder;
  }

  /** Does faults for as long as it is told; `report` hears of each. */
  async run(report: (sentence: string) => void): Promise<Outcome> {
    const { calmMs, minutes } = this.#options;
    const end = now() + minutes * 60_000;
    await passed(calmMs / 2);
    const steps = schedule(this.#stage.chance, this.#options.only);
    for (const names of steps) {
      const lastsMs = Math.max(...names.map((name) => FAULTS[name].lastsMs));
      const isLate = now() + lastsMs + calmMs > end;
      if (isLate && this.#strikes.length > 0) break;
      await this.#strike(names, report);
      await passed(calmMs);
    }
    await passed(calmMs / 2);
    await this.#endClients();
    const books = await this.#audit();
    await this.#endNodes();
    return {
      startedAt: performance.timeOrigin,
      strikes: this.#strikes,
      calls: await this.#readCalls(),
      books,
      notes: this.#notes,
      deaths: [
        ...this.#deaths,
        ...this.#stage.nodes.flatMap(({ deaths }) => deaths),
      ],
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const client of this.#clients) client.signal("SIGKILL");
    await Promise.all(this.#clients.map(({ ended }) => ended));
    await Promise.all(this.#stage.nodes.map((node) => node.kill()));
    await Promise.all(
      this.#stage.nodes.map(({ link }) => link[Symbol.asyncDispose]()),
    );
    await this.#stage.servers[Symbol.asyncDispose]();
    if (this.#options.keeps) return;
    await Deno.remove(this.#folder, { recursive: true });
  }

  async #start(): Promise<void> {
    const { nodes } = this.#stage;
    await Promise.all(nodes.map((node) => node.start()));
    const haveDied = nodes.some(({ deaths }) => deaths.length > 0);
    if (haveDied) throw await this.#describeFailure();
    for (let place = 0; place < CLIENTS; place++) {
      const { paceMs, seed, tooth } = this.#options;
      const settings: ClientSettings = {
        servers: this.#stage.servers.addresses,
        cluster: CLUSTER,
        replicas: SERVERS,
        path: this.#pathOf(place),
        ...{ paceMs, place, seed, tooth },
      };
      this.#clients.push(
        new Program({
          url: CLIENT,
          settings,
          logPath: `${this.#folder}/client-${place}.log`,
        }),
      );
    }
    const joined = Promise.all(this.#clients.map(({ joined }) => joined));
    const isUp = (await within(PATIENCE_MS, joined))?.every(Boolean);
    if (isUp !== true) throw await this.#describeFailure();
  }

  /** Does one fault, or two at once. */
  async #strike(
    names: readonly (keyof typeof FAULTS)[],
    report: (sentence: string) => void,
  ): Promise<void> {
    const targets: string[] = [];
    const at = now();
    await Promise.all(
      names.map((name) =>
        FAULTS[name].run(this.#stage, (target) => {
          targets.push(target);
          report(`${FAULTS[name].name}: ${target}`);
        })
      ),
    );
    this.#strikes.push({
      name: names.map((name) => FAULTS[name].name).join(" + "),
      target: targets.join(" + "),
      at,
      healedAt: now(),
    });
  }

  async #endClients(): Promise<void> {
    for (const [place, client] of this.#clients.entries()) {
      await client.endInput();
      const { code, signal } = await client.ended;
      if (code === 0) continue;
      this.#deaths.push(`client-${place} ended with ${signal ?? code}`);
    }
  }

  async #audit(): Promise<Books> {
    const booksPath = `${this.#folder}/books.json`;
    const settings: AuditSettings = {
      servers: this.#stage.servers.addresses,
      cluster: CLUSTER,
      replicas: SERVERS,
      path: this.#pathOf(CLIENTS),
      booksPath,
      patienceMs: PATIENCE_MS,
    };
    const auditor = new Program({
      url: AUDITOR,
      settings,
      logPath: `${this.#folder}/auditor.log`,
    });
    this.#clients.push(auditor);
    const { code } = await auditor.ended;
    if (code !== 0) throw await this.#describeFailure();
    return JSON.parse(await Deno.readTextFile(booksPath));
  }

  async #endNodes(): Promise<void> {
    for (const node of this.#stage.nodes) {
      const ms = await node.end();
      this.#notes.push(
        `${node.name} ended in ${(ms / 1_000).toFixed(1)} s when all was over`,
      );
    }
  }

  async #readCalls(): Promise<Call[]> {
    const histories: Call[][] = [];
    for (let place = 0; place <= CLIENTS; place++) {
      histories.push(readHistory(await Deno.readTextFile(this.#pathOf(place))));
    }
    return histories.flat();
  }

  async #describeFailure(): Promise<Error> {
    const texts: string[] = [];
    for await (const { name } of Deno.readDir(this.#folder)) {
      if (!name.endsWith(".log")) continue;
      const text = await Deno.readTextFile(`${this.#folder}/${name}`);
      texts.push(`${name}:\n${text.slice(-2_000)}`);
    }
    return new Error(`A program has not come up\n${texts.join("\n")}`);
  }

  #pathOf(place: number): string {
    return `${this.#folder}/history-${place}.jsonl`;
  }
}
