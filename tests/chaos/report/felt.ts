import { quantile } from "../../../bench/durable/flight.ts";
import type { Call } from "../client/history.ts";

/** A fault as it was done, in milliseconds since the epoch. */
export interface Strike {
  readonly name: string;
  /** What it was done to. */
  readonly target: string;
  readonly at: number;
  /** When it was over, and all was whole again. */
  readonly healedAt: number;
}

/** How a fault was felt by those that call. */
export interface Felt {
  readonly strike: Strike;
  /** The actors that did not answer for longer than `FELT_MS`. */
  readonly actors: number;
  /** For how long they did not, in milliseconds from the fault on. */
  readonly longestMs: number;
  readonly medianMs: number;
  /** Calls that ended meanwhile, by what became of them. */
  readonly answered: number;
  readonly unknown: number;
  readonly notRun: number;
  readonly failed: number;
  /** How long those took that were answered. */
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** From when on a silence counts: a lane thinks for less. */
export const FELT_MS = 1_000;

/** A time in which an actor answered nothing. */
interface Gap {
  readonly actor: string;
  readonly from: number;
  readonly to: number;
}

/** Says of each fault how it was felt until the next one. */
export function feel(
  strikes: readonly Strike[],
  calls: readonly Call[],
): Felt[] {
  // A silence is of the fault that was the last one as it began; it begins
  // with an answer, which may be a little older.
  const gaps = Map.groupBy(
    findGaps(calls),
    ({ from }) => strikes.findLastIndex(({ at }) => at < from + FELT_MS),
  );
  return strikes.map((strike, at) =>
    feelOne(strike, strikes[at + 1]?.at ?? Infinity, calls, gaps.get(at) ?? [])
  );
}

/** Finds the silences of all actors, the last of which may have no end. */
function findGaps(calls: readonly Call[]): Gap[] {
  const last = calls.reduce(
    (latest, { at, endedAt }) =>
      Math.max(latest, endedAt === Infinity ? at : endedAt),
    0,
  );
  return [...Map.groupBy(calls, ({ actor }) => actor)].flatMap(
    ([actor, own]) => {
      const answers = own
        .filter(({ outcome }) => outcome === "answered")
        .map(({ endedAt }) => endedAt)
        .sort((one, other) => one - other);
      // Where calls wait at the end, the actor is silent until then.
      if (own.some(({ endedAt }) => endedAt === Infinity)) answers.push(last);
      return answers.slice(1).map((to, at) => ({
        actor,
        from: answers[at]!,
        to,
      }));
    },
  );
}

function feelOne(
  strike: Strike,
  until: number,
  calls: readonly Call[],
  gaps: readonly Gap[],
): Felt {
  const longest = new Map<string, number>();
  for (const { actor, from, to } of gaps) {
    const ms = to - Math.max(from, strike.at);
    if (ms > FELT_MS) {
      longest.set(actor, Math.max(longest.get(actor) ?? 0, ms));
    }
  }
  const own = calls.filter(({ endedAt }) =>
    endedAt >= strike.at && endedAt < until
  );
  const count = (outcome: Call["outcome"]) =>
    own.filter((call) => call.outcome === outcome).length;
  const took = own
    .filter(({ outcome }) => outcome === "answered")
    .map(({ at, endedAt }) => endedAt - at);
  const silences = [...longest.values()];
  return {
    strike,
    actors: longest.size,
    longestMs: Math.max(0, ...silences),
    medianMs: silences.length === 0 ? 0 : quantile(silences, 0.5),
    answered: count("answered"),
    unknown: count("unknown"),
    notRun: count("not-run"),
    failed: count("failed"),
    p50Ms: quantile(took, 0.5),
    p99Ms: quantile(took, 0.99),
  };
}
