/**
 * Measures commits of few and of many states, of 200 bytes each, beside raw
 * batches of SQLite: `deno task bench:batches`, and `--peers` for
 * better-sqlite3, which it installs. Machines are noisy: read the ratios.
 *
 * @module
 */
import { parseArgs } from "@std/cli/parse-args";
import { openBetterSqlite3 } from "./durable/better_sqlite3.ts";
import { openDriver } from "./durable/driver.ts";
import type { Keeper, OpenKeeper } from "./durable/keeper.ts";
import { openRawSqlite } from "./durable/raw_sqlite.ts";
import { describeMachine } from "./machine.ts";
import { median } from "./measure.ts";
import { formatNumber, formatTable } from "./table.ts";

const ROUNDS = 9;
const WARM_UPS = 2;

/** How many batches of each size a round has. */
const SIZES: Readonly<Record<number, number>> = {
  1: 100,
  10: 100,
  100: 50,
  1_000: 25,
};

const HEAD = [
  "commits of",
  "kept by",
  "states a second",
  "p50 ms",
  "p99 ms",
  "of the floor",
];

/** What became of one keeper's batches of one size. */
class Figures {
  readonly #rates: number[] = [];
  readonly #times: number[] = [];

  add(size: number, times: readonly number[]): number {
    const total = times.reduce((sum, ms) => sum + ms, 0);
    const rate = size * times.length * 1_000 / total;
    this.#rates.push(rate);
    this.#times.push(...times);
    return rate;
  }

  describe(): string[] {
    const sorted = this.#times.toSorted((left, right) => left - right);
    const at = (share: number) => sorted[Math.floor(sorted.length * share)]!;
    return [median(this.#rates), at(0.5), at(0.99)].map(formatNumber);
  }
}

/** Measures all of them by turns; the first one is the floor. */
async function compare(
  keepers: readonly Keeper[],
  size: number,
  batches: number,
): Promise<string[][]> {
  const all = keepers.map(() => ({ figures: new Figures(), ratios: [0] }));
  for (const one of all) one.ratios.length = 0;
  for (let round = -WARM_UPS; round < ROUNDS; round++) {
    let floor = 0;
    for (const [index, keeper] of keepers.entries()) {
      const times = await keeper.commit(size, batches);
      if (round < 0) continue;
      const rate = all[index]!.figures.add(size, times);
      if (index === 0) floor = rate;
      all[index]!.ratios.push(rate / floor);
    }
  }
  return keepers.map(({ name }, index) => {
    const { figures, ratios } = all[index]!;
    const ratio = index === 0 ? "" : formatNumber(median(ratios));
    return [String(size), name, ...figures.describe(), ratio];
  });
}

async function tryToOpen(
  open: OpenKeeper,
  folder: string,
): Promise<Keeper | null> {
  try {
    return await open(await Deno.makeTempDir({ dir: folder }));
  } catch (error) {
    console.error(
      `Left out: ${error instanceof Error ? error.message : error}`,
    );
    return null;
  }
}

const { peers, in: parent } = parseArgs(Deno.args, {
  boolean: ["peers"],
  string: ["in"],
});
const folder = await Deno.makeTempDir({
  prefix: "backstage_bench_",
  ...(parent === undefined ? {} : { dir: parent }),
});
try {
  await using opened = new AsyncDisposableStack();
  const keepers: Keeper[] = [];
  for (
    const open of [
      openRawSqlite,
      openDriver,
      ...(peers ? [openBetterSqlite3] : []),
    ]
  ) {
    const keeper = await tryToOpen(open, folder);
    if (keeper !== null) keepers.push(opened.use(keeper));
  }
  const rows: string[][] = [];
  for (const [size, batches] of Object.entries(SIZES)) {
    rows.push(...await compare(keepers, Number(size), batches));
  }
  console.log(`${describeMachine()}\n\n${formatTable([HEAD, ...rows])}`);
} finally {
  await Deno.remove(folder, { recursive: true });
}
