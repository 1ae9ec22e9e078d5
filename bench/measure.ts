/** One thing to measure beside its floor, in the same run. */
export interface Workload {
  readonly name: string;
  /** How many operations one round of either side does. */
  readonly operations: number;
  /** What the floor is. */
  readonly floorName: string;
  /** How many times the floor it may cost, and the goal in words. */
  readonly goal: string;
  /** Runs one round of the floor; returns its milliseconds. */
  floor(): Promise<number>;
  /** Runs one round of ours; returns its milliseconds. */
  ours(): Promise<number>;
}

/** A workload's medians in nanoseconds for each operation. */
export interface Result {
  readonly workload: Workload;
  readonly floorNs: number;
  readonly oursNs: number;
  /** The smallest and the largest round of ours. */
  readonly rangeNs: readonly [number, number];
  /** The median of the rounds' own ratios. */
  readonly ratio: number;
}

const WARM_UPS = 2;
const ROUNDS = 7;

/** Runs both sides by turns and returns their medians. */
export async function measure(workload: Workload): Promise<Result> {
  const floors: number[] = [];
  const ours: number[] = [];
  const ratios: number[] = [];
  for (let round = -WARM_UPS; round < ROUNDS; round++) {
    const floorNs = await workload.floor() * 1e6 / workload.operations;
    const oursNs = await workload.ours() * 1e6 / workload.operations;
    if (round < 0) continue;
    floors.push(floorNs);
    ours.push(oursNs);
    ratios.push(oursNs / floorNs);
  }
  return {
    workload,
    floorNs: median(floors),
    oursNs: median(ours),
    rangeNs: [Math.min(...ours), Math.max(...ours)],
    ratio: median(ratios),
  };
}

/** Prints results as a table that a README can quote. */
export function printTable(results: readonly Result[]): void {
  const head = ["workload", "ours ns", "range", "floor ns", "ratio", "goal"];
  const rows: string[][] = [];
  for (const { workload, floorNs, oursNs, rangeNs, ratio } of results) {
    const range = rangeNs.map((ns) => ns.toFixed(0)).join("-");
    rows.push([
      workload.name,
      oursNs.toFixed(0),
      range,
      `${floorNs.toFixed(0)} (${workload.floorName})`,
      ratio.toFixed(ratio < 1 ? 2 : 1),
      workload.goal,
    ]);
  }
  printRows(head, rows);
}

/** Prints a table that a README can quote. */
export function printRows(head: string[], rows: string[][]): void {
  const line = head.map(() => "---");
  for (const row of [head, line, ...rows]) {
    console.log(`| ${row.join(" | ")} |`);
  }
}

/** Returns the middle of some numbers. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? NaN;
}

/** Returns how many milliseconds some work takes. */
export async function time(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
