/**
 * Sends a hundred million messages, or `--messages`, and watches the heap:
 * `deno task bench:soak`. Fails if the heap grew.
 *
 * @module
 */
import { Engine } from "@backstage/actors";
import { parseArgs } from "@std/cli";
import { arrivals } from "./arrivals.ts";
import { AdderProxy } from "./generated/adder_proxy.gen.ts";
import { DepotProxy } from "./generated/depot_proxy.gen.ts";
import { ReaderProxy } from "./generated/reader_proxy.gen.ts";
import { SinkProxy } from "./generated/sink_proxy.gen.ts";
import { takeHeap } from "./heap.ts";
import { makeOrder } from "./orders.ts";
import { formatNumber, formatTable } from "./table.ts";

const SLICES = 20;
/** Longer than a call's deadline, 30 s: what watches over them is full then. */
const WARM_UP_MS = 33_000;
const BURST = 1_000;
const SUBSCRIBERS = 100;
/** How far the heap may be from what it was. */
const TOLERANCE = 0.05;
const TEXT = "hello";
const ORDER = makeOrder(1);

/** Everything that messages go to, and a way to send some of each kind. */
class Scene {
  readonly #sinks;
  readonly #depot;
  readonly #adder;
  readonly #news;

  constructor(engine: Engine) {
    this.#sinks = Array.from(
      { length: BURST },
      (_, id) => engine.getActor(SinkProxy, `${id}`),
    );
    this.#depot = engine.getActor(DepotProxy, "depot");
    this.#adder = engine.getActor(AdderProxy, "adder");
    this.#news = engine.getStream<string>("news");
  }

  static async set(engine: Engine): Promise<Scene> {
    for (let id = 0; id < SUBSCRIBERS; id++) {
      await engine.getActor(ReaderProxy, `${id}`).follow("news");
    }
    return new Scene(engine);
  }

  /** Sends ten bursts: seven of strings, and one of each other kind. */
  async send(): Promise<number> {
    arrivals.reset();
    for (let burst = 0; burst < 7; burst++) {
      for (let at = 0; at < BURST; at++) this.#sinks[at]!.take(TEXT);
    }
    for (let at = 0; at < BURST; at++) this.#depot.take(ORDER);
    for (let at = 0; at < BURST; at += SUBSCRIBERS) this.#news.next(TEXT);
    for (let at = 0; at < BURST; at++) await this.#adder.add(1);
    await arrivals.reached(9 * BURST);
    return 10 * BURST;
  }
}

/** Returns how many bytes of heap a million messages add: the least squares. */
function findSlope(heaps: readonly number[], messages: number): number {
  const middle = (heaps.length - 1) / 2;
  const mean = heaps.reduce((sum, heap) => sum + heap) / heaps.length;
  let [above, below] = [0, 0];
  for (const [at, heap] of heaps.entries()) {
    above += (at - middle) * (heap - mean);
    below += (at - middle) ** 2;
  }
  return above / below / (messages / 1e6);
}

function report(heaps: readonly number[], messages: number): boolean {
  const [before = NaN] = heaps;
  const after = heaps.at(-1)!;
  const perSlice = messages / (heaps.length - 1);
  const slope = findSlope(heaps.slice(1), perSlice);
  console.log(formatTable([
    ["messages", "heap before", "heap after", "change", "bytes a million"],
    [
      messages.toLocaleString("en"),
      formatNumber(before),
      formatNumber(after),
      `${((after / before - 1) * 100).toFixed(2)}%`,
      slope.toFixed(0),
    ],
  ]));
  return Math.abs(after / before - 1) <= TOLERANCE &&
    slope * messages / 1e6 <= before * TOLERANCE;
}

if (import.meta.main) {
  const { messages } = parseArgs(Deno.args, {
    string: ["messages"],
    default: { messages: "100000000" },
  });
  await using engine = new Engine();
  const scene = await Scene.set(engine);
  const start = performance.now();
  while (performance.now() - start < WARM_UP_MS) await scene.send();
  const heaps = [takeHeap()];
  let sent = 0;
  for (let slice = 1; slice <= SLICES; slice++) {
    const goal = Number(messages) * slice / SLICES;
    while (sent < goal) sent += await scene.send();
    heaps.push(takeHeap());
  }
  if (!report(heaps, sent)) Deno.exit(1);
}
