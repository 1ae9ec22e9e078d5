import { CallError } from "@backstage/actors";
import { passed } from "./passed.ts";

/** What became of calls that were made at a fixed rate. */
export interface Tracked {
  readonly calls: number;
  readonly failed: number;
  /** Those that failed, by code, and how often. */
  readonly codes: Readonly<Record<string, number>>;
  /** How long each took that was answered, in milliseconds. */
  readonly latencies: readonly number[];
  /** The longest time in which none was answered. */
  readonly stallMs: number;
}

/** Makes calls at a fixed rate, whether earlier ones were answered or not. */
export async function track(
  perSecond: number,
  durationMs: number,
  call: (at: number) => PromiseLike<unknown>,
): Promise<Tracked> {
  const start = performance.now();
  const latencies: number[] = [];
  const codes: Record<string, number> = {};
  const under = new Set<Promise<void>>();
  let lastAt = start;
  let stallMs = 0;
  let failed = 0;
  const make = async (at: number): Promise<void> => {
    const begun = performance.now();
    try {
      await call(at);
      const now = performance.now();
      latencies.push(now - begun);
      stallMs = Math.max(stallMs, now - lastAt);
      lastAt = now;
    } catch (error) {
      failed++;
      const code = error instanceof CallError ? error.code : `${error}`;
      codes[code] = (codes[code] ?? 0) + 1;
    }
  };
  const all = Math.round(durationMs / 1_000 * perSecond);
  let calls = 0;
  while (calls < all) {
    const due = (performance.now() - start) / 1_000 * perSecond;
    // A call that is late is made at once, and its lateness not forgiven.
    while (calls < Math.min(all, due)) {
      const made = make(calls++).finally(() => under.delete(made));
      under.add(made);
    }
    await passed(1);
  }
  await Promise.all(under);
  return { calls, failed, codes, latencies, stallMs };
}
