/**
 * Measures what looking costs: `deno task bench:inspector`.
 *
 * One page of 100,000 actors in milliseconds of engine time, and how fast
 * messages go without an inspector, with one that has no client, and with
 * one client that asks four times a second. Machines are noisy: the three are
 * measured by turns, and the ratios are what counts.
 *
 * @module
 */
import { Engine } from "@backstage/actors";
import { inspect, type Inspector } from "@backstage/actors/inspector";
import { AdderProxy } from "./generated/adder_proxy.gen.ts";
import { GuestProxy } from "./generated/guest_proxy.gen.ts";
import { SinkProxy } from "./generated/sink_proxy.gen.ts";
import { median, time } from "./measure.ts";

const ACTORS = 100_000;
const BURST = 1_000;
const ROUNDS = 7;
const POLL_MS = 250;
const SILENT = { debug() {}, info() {}, warn() {}, error() {} };

/** What a client asks four times a second: what the page shows first. */
const POLLED = [
  { view: "overview" },
  { view: "actors", sort: "rate", descending: true, limit: 50 },
];

/** Asks over a real socket. */
class Client {
  readonly #socket: WebSocket;
  #asked = 0;
  /** How many answers came. */
  answers = 0;
  #timer: ReturnType<typeof setInterval> | undefined;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
  }

  static async connect({ url }: Inspector): Promise<Client> {
    const link = url.replace("http", "ws").replace("/?", "/ws?");
    const socket = new WebSocket(link);
    await new Promise((resolve) => socket.onopen = resolve);
    return new Client(socket);
  }

  /** Asks; returns the body of the answer. */
  ask(question: object): Promise<unknown> {
    const ask = ++this.#asked;
    const { promise, resolve } = Promise.withResolvers<unknown>();
    const take = ({ data }: MessageEvent) => {
      const answer = JSON.parse(data);
      if (answer.answer !== ask) return;
      this.#socket.removeEventListener("message", take);
      this.answers++;
      resolve(answer.body);
    };
    this.#socket.addEventListener("message", take);
    this.#socket.send(JSON.stringify({ ask, ...question }));
    return promise;
  }

  /** Asks again and again, as the page does. */
  poll(): void {
    this.#timer = setInterval(() => {
      for (const question of POLLED) this.ask(question);
    }, POLL_MS);
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    const closed = new Promise((resolve) => this.#socket.onclose = resolve);
    this.#socket.close();
    await closed;
  }
}

/** One way to run: what is looked at, and by whom. */
interface Way {
  readonly name: string;
  readonly engine: Engine;
  readonly inspector: Inspector | null;
  readonly isPolled: boolean;
}

async function openWay(name: string, isOn: boolean, isPolled: boolean) {
  const engine = new Engine({ logger: SILENT });
  const inspector = isOn ? await inspect(engine, { port: 0 }) : null;
  return { name, engine, inspector, isPolled };
}

/** A workload: the nanoseconds of one of its operations. */
type Work = (engine: Engine) => Promise<number>;

async function flood(engine: Engine): Promise<number> {
  const operations = 30_000_000;
  const sink = engine.getActor(SinkProxy, "sink");
  const ms = await time(async () => {
    for (let burst = 0; burst < operations / BURST; burst++) {
      for (let at = 1; at < BURST; at++) sink.take("hello");
      await sink.take("hello");
    }
  });
  return ms * 1e6 / operations;
}

async function call(engine: Engine): Promise<number> {
  const operations = 3_000_000;
  const adder = engine.getActor(AdderProxy, "adder");
  const ms = await time(async () => {
    for (let at = 0; at < operations; at++) {
      await adder.add(1);
      // Awaited calls alone would keep the sockets waiting.
      if (at % 10_000 === 0) await new Promise((next) => setTimeout(next, 0));
    }
  });
  return ms * 1e6 / operations;
}

async function compare(ways: readonly Way[], work: Work, name: string) {
  const figures = ways.map(() => [] as number[]);
  for (let round = -1; round < ROUNDS; round++) {
    for (const [index, { engine, inspector, isPolled }] of ways.entries()) {
      const isWatched = isPolled && inspector !== null;
      const client = isWatched ? await Client.connect(inspector) : null;
      client?.poll();
      const ns = await work(engine);
      await client?.close();
      if (client !== null && client.answers === 0) {
        throw new Error("The bench is wrong: nobody was answered");
      }
      if (round >= 0) figures[index]!.push(ns);
    }
  }
  const [base = []] = figures;
  for (const [index, way] of ways.entries()) {
    const own = figures[index]!;
    const ratios = own.map((ns, round) => ns / base[round]!);
    const cells = [
      name,
      way.name,
      median(own).toFixed(1),
      `${Math.min(...own).toFixed(1)}-${Math.max(...own).toFixed(1)}`,
      median(ratios).toFixed(3),
    ];
    console.log(`| ${cells.join(" | ")} |`);
  }
}

/** The pages of many actors, each as the page asks for it. */
const PAGES: Record<string, object> = {
  "first page by id": { sort: "id" },
  "page in the middle by id": { sort: "id", offset: 50_000 },
  "by rate, highest first": { sort: "rate", descending: true },
  "by inbox, longest first": { sort: "inbox", descending: true },
  "by p99 of run time": { sort: "runP99", descending: true },
  "filtered by text": { sort: "id", filter: "guest 99" },
  "grouped by type": { group: true },
};

/** The event loop's time: nothing else runs while it is answered. */
async function measurePages(): Promise<void> {
  await using engine = new Engine({ logger: SILENT });
  await using inspector = await inspect(engine, { port: 0 });
  for (let id = 0; id < ACTORS; id++) {
    engine.getActor(GuestProxy, `guest ${id}`).greet("hello");
  }
  await engine.run();
  const client = await Client.connect(inspector);
  const base = await timeAnswers(client, { view: "log" });
  console.log("| page of 100,000 actors | ms | range |\n| --- | --- | --- |");
  for (const [name, query] of Object.entries(PAGES)) {
    const all = await timeAnswers(client, { view: "actors", ...query });
    const range = `${Math.min(...all).toFixed(1)}-${
      Math.max(...all).toFixed(1)
    }`;
    console.log(`| ${name} | ${median(all).toFixed(1)} | ${range} |`);
  }
  console.log(`\nThe wire and a look alone: ${median(base).toFixed(1)} ms.\n`);
  await client.close();
}

async function timeAnswers(client: Client, question: object) {
  const all: number[] = [];
  for (let round = -2; round < ROUNDS * 2; round++) {
    const ms = await time(async () => void await client.ask(question));
    if (round >= 0) all.push(ms);
  }
  return all;
}

if (import.meta.main) {
  await measurePages();
  const ways = [
    await openWay("no inspector", false, false),
    await openWay("inspector, nobody looks", true, false),
    await openWay("inspector, one client", true, true),
  ];
  console.log("| workload | way | ns | range | ratio |");
  console.log("| --- | --- | --- | --- | --- |");
  await compare(ways, flood, "one-way, bursts of 1,000");
  await compare(ways, call, "awaited call");
  for (const { engine } of ways) await engine.stop();
  const { deno, v8 } = Deno.version;
  console.log(`\nDeno ${deno}, V8 ${v8}, ${Deno.build.target}; medians of 7.`);
}
