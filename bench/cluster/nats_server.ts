import { passed } from "./passed.ts";

/** How long a server may take to come up, or a cluster to elect a leader. */
const PATIENCE_MS = 20_000;

/** What is asked of a server between two looks. */
const LOOK_MS = 20;

/** What a server is started with. */
export interface NatsServerOptions {
  /** The server's file. */
  readonly binary: string;
  /** Its port; a free one unless given. */
  readonly port?: number;
  /** Lines of its configuration, beside the port and JetStream's folder. */
  readonly config?: string;
  /** Whether it has JetStream; it does unless told. */
  readonly isPersistent?: boolean;
}

/** Finds the server's file: `NATS_SERVER`, or on the path; or `null`. */
export async function findNatsServer(
  given: string | undefined,
): Promise<string | null> {
  for (const binary of given === undefined ? ["nats-server"] : [given]) {
    try {
      const command = new Deno.Command(binary, { args: ["--version"] });
      const { success } = await command.output();
      if (success) return binary;
    } catch {
      // There is none of that name.
    }
  }
  return null;
}

/** Finds ports that are free, all of them at once. */
export function findPorts(count: number): number[] {
  const listeners = Array.from(
    { length: count },
    () => Deno.listen({ hostname: "127.0.0.1", port: 0 }),
  );
  const ports = listeners.map(({ addr }) => (addr as Deno.NetAddr).port);
  for (const listener of listeners) listener.close();
  return ports;
}

/** A NATS server on this machine, with a folder of its own. */
export class NatsServer implements AsyncDisposable {
  /** The port of its clients. */
  readonly port: number;
  /** The port that it tells of itself at, by HTTP. */
  readonly monitorPort: number;
  readonly #binary: string;
  readonly #folder: string;
  #process: Deno.ChildProcess | null = null;

  private constructor(
    binary: string,
    folder: string,
    port: number,
    monitorPort: number,
  ) {
    this.#binary = binary;
    this.#folder = folder;
    this.port = port;
    this.monitorPort = monitorPort;
  }

  /** Starts one; resolves when it is healthy. */
  static async start(options: NatsServerOptions): Promise<NatsServer> {
    const server = await NatsServer.make(options);
    try {
      await server.restart();
      return server;
    } catch (error) {
      await server[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Makes one that is not started. */
  static async make(options: NatsServerOptions): Promise<NatsServer> {
    const folder = await Deno.makeTempDir({ prefix: "backstage_nats_" });
    const [free, monitorPort] = findPorts(2) as [number, number];
    const port = options.port ?? free;
    const { isPersistent = true, config = "" } = options;
    const lines = [
      `listen: "127.0.0.1:${port}"`,
      `http: "127.0.0.1:${monitorPort}"`,
      ...(isPersistent ? [`jetstream { store_dir: "${folder}/data" }`] : []),
      config,
    ];
    await Deno.writeTextFile(`${folder}/nats.conf`, lines.join("\n"));
    return new NatsServer(options.binary, folder, port, monitorPort);
  }

  /** Where clients reach it. */
  get address(): string {
    return `127.0.0.1:${this.port}`;
  }

  /** What it has logged: the last lines of all its lives. */
  async readLog(): Promise<string> {
    return await Deno.readTextFile(`${this.#folder}/nats.log`)
      .catch(() => "");
  }

  /** Starts it again, with what it had; resolves when it is healthy. */
  async restart(): Promise<void> {
    this.spawn();
    await this.waitUntilHealthy();
  }

  /** Starts it, and does not wait until it is there. */
  spawn(): void {
    if (this.#process !== null) throw new Error("The server is running");
    this.#process = new Deno.Command(this.#binary, {
      args: [
        ...["-c", `${this.#folder}/nats.conf`],
        ...["-l", `${this.#folder}/nats.log`],
      ],
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).spawn();
  }

  /** Resolves when it serves, JetStream too. */
  async waitUntilHealthy(): Promise<void> {
    const end = performance.now() + PATIENCE_MS;
    while (!await this.#isHealthy()) {
      if (performance.now() > end) {
        throw new Error(`The server is not healthy:\n${await this.readLog()}`);
      }
      await passed(LOOK_MS);
    }
  }

  /** Asks what it tells of itself, such as `jsz?streams=true`. */
  async monitor(path: string): Promise<unknown> {
    const url = `http://127.0.0.1:${this.monitorPort}/${path}`;
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    return await response.json();
  }

  /** Kills it with `kill -9`. */
  async kill(): Promise<void> {
    await this.#end("SIGKILL");
  }

  /** Lets it end in order. */
  async stop(): Promise<void> {
    await this.#end("SIGTERM");
  }

  /** Freezes it, or lets it go on. */
  signal(signal: "SIGCONT" | "SIGSTOP"): void {
    this.#process?.kill(signal);
  }

  /** Ends it, and removes its folder. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    await Deno.remove(this.#folder, { recursive: true });
  }

  async #isHealthy(): Promise<boolean> {
    try {
      const health = await this.monitor("healthz") as { status?: string };
      return health.status === "ok";
    } catch {
      return false;
    }
  }

  async #end(signal: Deno.Signal): Promise<void> {
    const process = this.#process;
    this.#process = null;
    if (process === null) return;
    try {
      process.kill(signal);
    } catch {
      // It has ended by itself, as its log says.
    }
    await process.status;
  }
}
