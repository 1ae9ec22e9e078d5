/**
 * Measures what many actors, subscribers and streams cost:
 * `deno task bench:scale`.
 *
 * @module
 */
import { Engine } from "@backstage/actors";
import { arrivals } from "./arrivals.ts";
import { GuestProxy } from "./generated/guest_proxy.gen.ts";
import { ReaderProxy } from "./generated/reader_proxy.gen.ts";
import { takeHeap } from "./heap.ts";
import { median, time } from "./measure.ts";
import { formatNumber, formatTable } from "./table.ts";

const TEXT = "hello";
const ROUNDS = 5;
const WAVE = 100_000;
const WAVES = 10;
const DELIVERIES = 100_000;
const MILLION = 1_000_000;

/** Something whose nanoseconds are measured, by turns with others. */
interface Case {
  readonly title: string;
  readonly operations: number;
  round(): Promise<void>;
}

/** Measures cases by turns, and writes them beside the first of them. */
async function compare(unit: string, cases: readonly Case[]): Promise<string> {
  const times = cases.map((): number[] => []);
  for (let round = -1; round < ROUNDS; round++) {
    for (const [at, { operations, round: run }] of cases.entries()) {
      const ms = await time(run);
      if (round >= 0) times[at]!.push(ms * 1e6 / operations);
    }
  }
  const first = median(times[0]!);
  const rows = cases.map(({ title }, at) => {
    const ns = median(times[at]!);
    const range = [Math.min(...times[at]!), Math.max(...times[at]!)];
    return [
      title,
      formatNumber(ns),
      range.map(formatNumber).join("-"),
      formatNumber(ns / first),
    ];
  });
  return formatTable([["", `ns a ${unit}`, "min-max", "times"], ...rows]);
}

/** Sends waves of messages, one after the other to each of some actors. */
function spread(engine: Engine, count: number): Case {
  const guests = Array.from(
    { length: count },
    (_, id) => engine.getActor(GuestProxy, `${id} of ${count}`),
  );
  const wave = async () => {
    arrivals.reset();
    for (let sent = 0; sent < WAVE;) {
      for (let at = 0; at < count; at++) guests[at]!.greet(TEXT);
      sent += count;
    }
    await arrivals.reached(WAVE);
    arrivals.verify(WAVE, WAVE * TEXT.length);
  };
  return {
    title: `${count.toLocaleString("en")} actors`,
    operations: WAVE * WAVES,
    async round() {
      for (let at = 0; at < WAVES; at++) await wave();
    },
  };
}

/** Publishes to a stream with so many subscribers. */
async function publish(
  engine: Engine,
  name: string,
  title: string,
  subscribers: number,
): Promise<Case> {
  for (let id = 0; id < subscribers; id++) {
    await engine.getActor(ReaderProxy, `${name} ${id}`).follow(name);
  }
  const stream = engine.getStream<string>(name);
  const together = Math.max(1, 10_000 / subscribers);
  const round = async () => {
    arrivals.reset();
    for (let sent = 0; sent < DELIVERIES;) {
      for (let at = 0; at < together; at++) stream.next(TEXT);
      sent += together * subscribers;
      await arrivals.reached(sent);
    }
    arrivals.verify(DELIVERIES, DELIVERIES * TEXT.length);
  };
  return { title, operations: DELIVERIES, round };
}

/** Fills an engine with streams and actors that have nothing to do. */
async function crowd(engine: Engine, streams: number, actors: number) {
  for (let id = 0; id < streams; id++) {
    await engine.getActor(ReaderProxy, `idle ${id}`).follow(`idle ${id}`);
  }
  arrivals.reset();
  for (let id = 0; id < actors; id++) {
    engine.getActor(GuestProxy, `idle ${id}`).greet(TEXT);
  }
  await arrivals.reached(actors);
}

async function compareActors(): Promise<string> {
  await using engine = new Engine();
  return await compare("message", [
    spread(engine, 100),
    spread(engine, 10_000),
    spread(engine, 100_000),
  ]);
}

async function compareSubscribers(): Promise<string> {
  await using engine = new Engine();
  const counts = [10, 100, 1_000, 10_000];
  const cases = counts.map((count) =>
    publish(
      engine,
      `of ${count}`,
      `${count.toLocaleString("en")} subscribers`,
      count,
    )
  );
  return await compare("delivery", await Promise.all(cases));
}

async function compareSurroundings(): Promise<string> {
  await using alone = new Engine();
  await using amid = new Engine();
  await crowd(amid, 10_000, 100_000);
  return await compare("delivery", [
    await publish(alone, "news", "one stream of 100 subscribers", 100),
    await publish(amid, "news", "amid 10,000 streams, 100,000 actors", 100),
  ]);
}

async function measureMemory(): Promise<string> {
  await using engine = new Engine();
  const before = takeHeap();
  const residentBefore = Deno.memoryUsage().rss;
  arrivals.reset();
  for (let id = 0; id < MILLION; id++) {
    engine.getActor(GuestProxy, `guest ${id}`).greet(TEXT);
  }
  await arrivals.reached(MILLION);
  arrivals.verify(MILLION, MILLION * TEXT.length);
  const heap = takeHeap() - before;
  const resident = Deno.memoryUsage().rss - residentBefore;
  return formatTable([
    ["1,000,000 actors", "MB", "bytes each"],
    ["heap", formatNumber(heap / 1e6), formatNumber(heap / MILLION)],
    ["process", formatNumber(resident / 1e6), ""],
  ]);
}

if (import.meta.main) {
  // First, while the process is small: what it holds is asked for.
  console.log(`### Memory\n\n${await measureMemory()}\n`);
  console.log(`### Actors\n\n${await compareActors()}\n`);
  console.log(`### Subscribers\n\n${await compareSubscribers()}\n`);
  console.log(`### Surroundings\n\n${await compareSurroundings()}`);
}
