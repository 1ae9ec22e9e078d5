import { Engine, type EngineOptions, type Logger } from "@backstage/actors";
import {
  inspect,
  type Inspector,
  type InspectorOptions,
} from "@backstage/actors/inspector";
import { SimulatedRuntime } from "@backstage/actors/testing";
import type { Question } from "../../src/inspector/wire/protocol.ts";
import { cast } from "./cast.ts";

/** One answer as it came over the wire. */
export interface Answer {
  readonly answer: number;
  readonly at: number;
  readonly view: string;
  readonly error?: string;
  readonly body: never;
}

/** Makes a logger that keeps its lines: the level, then the data as text. */
export function keepLines(lines: string[]): Logger {
  const write = (level: string) => (...data: unknown[]) =>
    void lines.push([level, ...data].join(" "));
  return {
    debug: write("debug"),
    info: write("info"),
    warn: write("warn"),
    error: write("error"),
  };
}

/** An engine with its inspector, and those who look into it. */
export class Inspected implements AsyncDisposable {
  readonly engine: Engine;
  readonly inspector: Inspector;
  readonly lines: string[];
  runtime: SimulatedRuntime | null = null;
  readonly #clients: Client[] = [];

  private constructor(engine: Engine, inspector: Inspector, lines: string[]) {
    this.engine = engine;
    this.inspector = inspector;
    this.lines = lines;
  }

  static async open(
    options: InspectorOptions = {},
    engineOptions: EngineOptions = {},
  ): Promise<Inspected> {
    const lines: string[] = [];
    const logger = keepLines(lines);
    const engine = new Engine({ logger, ...engineOptions });
    const inspector = await inspect(engine, { port: 0, ...options });
    return new Inspected(engine, inspector, lines);
  }

  /** The same in simulated time. */
  static async simulate(
    options: InspectorOptions = {},
    engineOptions: EngineOptions = {},
  ): Promise<{ inspected: Inspected; runtime: SimulatedRuntime }> {
    const runtime = new SimulatedRuntime({ startMs: 1_000_000 });
    const all = { ...engineOptions, runtime };
    const inspected = await Inspected.open(options, all);
    inspected.runtime = runtime;
    return { inspected, runtime };
  }

  get port(): number {
    return Number(new URL(this.inspector.url).port);
  }

  get token(): string {
    return new URL(this.inspector.url).searchParams.get("token")!;
  }

  /** The address of a path, with the token. */
  link(path: string, token = this.token): string {
    return `http://127.0.0.1:${this.port}${path}?token=${token}`;
  }

  /** Returns a client that is connected. */
  async connect(): Promise<Client> {
    const client = new Client(this.link("/ws").replace("http", "ws"));
    this.#clients.push(client);
    await client.opened;
    return client;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const client of this.#clients) await client.close();
    const stopped = this.engine.stop({ drain: false });
    await this.runtime?.advance(60_000);
    await stopped;
    await this.inspector.close();
    cast.clear();
  }
}

/** How a connection ended. */
export interface Ending {
  readonly code: number;
  readonly reason: string;
}

/** Asks over a real WebSocket. */
export class Client {
  readonly opened: Promise<void>;
  readonly closed: Promise<Ending>;
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #asked = 0;

  constructor(url: string) {
    this.#socket = new WebSocket(url);
    this.opened = new Promise((resolve, reject) => {
      this.#socket.onopen = () => resolve();
      this.#socket.onerror = () => reject(new Error("Cannot connect"));
    });
    this.closed = new Promise((resolve) => {
      this.#socket.onclose = ({ code, reason }) => resolve({ code, reason });
    });
    this.#socket.onmessage = ({ data }) => {
      const answer = JSON.parse(data) as Answer;
      this.#waiting.get(answer.answer)?.(answer);
      this.#waiting.delete(answer.answer);
    };
  }

  /** Asks, and returns the body of the answer. */
  async ask<Body>(question: Question): Promise<Body> {
    const { body, error } = await this.answer(question);
    if (error !== undefined) throw new Error(error);
    return body;
  }

  /** Asks anything, and returns the whole answer. */
  answer(question: object): Promise<Answer> {
    const ask = ++this.#asked;
    const answered = this.expect(ask);
    this.#socket.send(JSON.stringify({ ask, ...question }));
    return answered;
  }

  /** Returns the answer of that number, when it comes. */
  expect(ask: number): Promise<Answer> {
    return new Promise((resolve) => this.#waiting.set(ask, resolve));
  }

  /** Sends what need not be a question. */
  send(data: string | Uint8Array<ArrayBuffer>): void {
    this.#socket.send(data);
  }

  async close(): Promise<void> {
    this.#socket.close();
    await this.closed;
  }
}

/** Sends an HTTP request as it stands; returns the answer as it stands. */
export async function sendRaw(
  port: number,
  lines: readonly string[],
): Promise<string> {
  using connection = await Deno.connect({ hostname: "127.0.0.1", port });
  const text = [...lines, "Connection: close", "", ""].join("\r\n");
  const answer = new Response(connection.readable).text();
  await writeAll(connection, text);
  return await answer;
}

/** Asks many times over one connection; returns the statuses. */
export async function askAgain(
  port: number,
  target: string,
  times: number,
): Promise<string[]> {
  const request = `GET ${target} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n`;
  const text = await sendRaw(port, [
    `${request}\r\n`.repeat(times - 1) + request.trimEnd(),
  ]);
  return text.matchAll(/^HTTP\/1.1 (\d+) /gm).map(([, status]) => status!)
    .toArray();
}

/** Writes all of a text. */
export async function writeAll(
  connection: Deno.TcpConn,
  text: string,
): Promise<void> {
  let rest = new TextEncoder().encode(text);
  while (rest.length > 0) rest = rest.subarray(await connection.write(rest));
}
