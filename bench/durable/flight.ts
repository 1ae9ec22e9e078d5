import process from "node:process";

/** What became of calls that were made for a while. */
export interface Flight {
  readonly calls: number;
  readonly ms: number;
  /** The processor time of all threads. */
  readonly processorMs: number;
  /** How late a timer of 1 ms was each time, in milliseconds. */
  readonly lateness: readonly number[];
  /** How long each call took, in milliseconds. */
  readonly latencies: readonly number[];
}

/** Keeps so many calls under way for a while. */
export async function fly(
  lanes: number,
  durationMs: number,
  call: () => Promise<unknown>,
): Promise<Flight> {
  const lateness: number[] = [];
  const latencies: number[] = [];
  using _watch = watchTimer(lateness);
  const before = process.cpuUsage();
  const start = performance.now();
  const end = start + durationMs;
  await Promise.all(Array.from({ length: lanes }, async () => {
    for (let begun = start; begun < end;) {
      await call();
      const now = performance.now();
      latencies.push(now - begun);
      begun = now;
    }
  }));
  const ms = performance.now() - start;
  const { user, system } = process.cpuUsage(before);
  const processorMs = (user + system) / 1_000;
  const calls = latencies.length;
  return { calls, ms, processorMs, lateness, latencies };
}

/** Notes how much later than 1 ms after the last one each timer fires. */
function watchTimer(lateness: number[]): Disposable {
  let last = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    lateness.push(Math.max(0, now - last - 1));
    last = now;
  }, 1);
  return { [Symbol.dispose]: () => clearInterval(timer) };
}

/** Returns the value that a share of all values does not exceed. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.ceil(share * sorted.length) - 1] ?? NaN;
}
