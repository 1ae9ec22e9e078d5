/**
 * Measures reminders that are due at once, of many that are stored:
 * `deno task bench:reminders`. The goal for 10,000 of 1,000,000 that are due
 * within a second is that all have fired 5 seconds after the first was due.
 *
 * @module
 */
import { Engine } from "@backstage/actors";
import { sqlite, type SqliteStore } from "@backstage/actors/sqlite";
import { join } from "node:path";
import { BellProxy } from "../generated/bell_proxy.gen.ts";
import { describeMachine } from "../machine.ts";
import { formatNumber, formatTable } from "../table.ts";
import { rung } from "./bell.ts";

const STORED = 1_000_000;
const DUE = 10_000;
/** So many different times are due within the second. */
const TIMES = 100;
const SPREAD_MS = 1_000;
/** When the others are due. */
const FAR_MS = 86_400_000;
const WRITTEN_AT_ONCE = 5_000;
/** How long the engine has to begin before the first is due. */
const HEAD_START_MS = 8_000;

const now = (): number => performance.timeOrigin + performance.now();

/** Writes so many copies of a record that an actor has made. */
async function copyRecord(
  store: SqliteStore,
  id: string,
  wakeAt: number,
  count: number,
): Promise<void> {
  const stored = await store.load({ type: "Bell", id });
  if (stored === null) throw new Error("The bench is wrong: no record");
  const { bytes } = stored;
  for (let start = 0; start < count; start += WRITTEN_AT_ONCE) {
    const length = Math.min(WRITTEN_AT_ONCE, count - start);
    await store.commit(Array.from({ length }, (_, at) => ({
      actor: { type: "Bell", id: `${id} ${start + at}` },
      expected: 0,
      record: { bytes, wakeAt },
    })));
  }
}

/** Has real actors set reminders at some times, by their ids. */
async function setReminders(
  path: string,
  times: readonly (readonly [string, number])[],
): Promise<void> {
  await using engine = new Engine({ store: sqlite(path) });
  for (const [id, at] of times) await engine.getActor(BellProxy, id).set(at);
}

async function fill(path: string): Promise<number> {
  const far = Math.ceil(now()) + FAR_MS;
  await setReminders(path, [["far", far]]);
  const filled = sqlite(path);
  await copyRecord(filled, "far", far, STORED - DUE);
  await filled.close();
  const first = Math.ceil(now()) + HEAD_START_MS;
  const times = Array.from(
    { length: TIMES },
    (_, at) => [`due ${at}`, first + at * SPREAD_MS / TIMES] as const,
  );
  await setReminders(path, times);
  const store = sqlite(path);
  for (const [id, at] of times) {
    await copyRecord(store, id, at, DUE / TIMES - 1);
  }
  await store.close();
  return first;
}

/** Calls back now and then; returns what ends that. */
function every(ms: number, callback: () => void): () => void {
  const timer = setInterval(callback, ms);
  return () => clearInterval(timer);
}

function measureMegabytes(): number {
  return Deno.memoryUsage().heapUsed / 2 ** 20;
}

async function waitUntil(isTrue: () => boolean): Promise<void> {
  await new Promise<void>((resolve) => {
    const end = every(10, () => {
      if (!isTrue()) return;
      end();
      resolve();
    });
  });
}

async function measure(path: string): Promise<readonly string[][]> {
  console.log(`storing ${STORED.toLocaleString("en")} reminders...`);
  const first = await fill(path);
  const before = measureMegabytes();
  const opening = now();
  const store = sqlite(path);
  const engine = new Engine({ store, actors: [BellProxy] });
  await store.due({ until: 0, limit: 1 });
  const opened = now() - opening;
  let most = 0;
  let lag = 0;
  let last = now();
  const end = every(5, () => {
    most = Math.max(most, measureMegabytes());
    lag = Math.max(lag, now() - last - 5);
    last = now();
  });
  await waitUntil(() => now() > first - 100);
  const waiting = measureMegabytes();
  lag = 0;
  await waitUntil(() => rung.count >= DUE);
  await engine.run("once");
  end();
  const late = rung.lastAt - first - SPREAD_MS;
  const left = engine.snapshot().actors.length;
  await engine.stop();
  const again = sqlite(path);
  const due = await again.due({ until: first + SPREAD_MS, limit: 1 });
  await again.close();
  if (due.length > 0 || rung.count !== DUE) {
    throw new Error(`The bench is wrong: ${rung.count} rang`);
  }
  return [
    ["reminders", "figure"],
    ["stored", STORED.toLocaleString("en")],
    ["due within a second", DUE.toLocaleString("en")],
    ["ms to open the store", formatNumber(opened)],
    ["ms until all had fired, from the first", formatNumber(late + SPREAD_MS)],
    ["ms that the last was late", formatNumber(late)],
    ["longest hold-up of the event loop, ms", formatNumber(lag)],
    ["heap before the engine, MB", formatNumber(before)],
    ["heap while all wait, MB", formatNumber(waiting)],
    ["most heap while they fire, MB", formatNumber(most)],
    ["actors that are live then", left.toLocaleString("en")],
  ];
}

if (import.meta.main) {
  const folder = await Deno.makeTempDir();
  try {
    console.log(formatTable(await measure(join(folder, "reminders.db"))));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
  console.log(`\n${describeMachine()}.`);
}
