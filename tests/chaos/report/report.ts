import { formatNumber, formatTable } from "../../../bench/table.ts";
import type { Verdict } from "../check/verdict.ts";
import type { Call } from "../client/history.ts";
import { type Felt, FELT_MS } from "./felt.ts";

/** So many faults of one check are told. */
const TOLD = 20;

/** Tells of each fault, a line each. */
export function tellFelt(felt: readonly Felt[], startedAt: number): string {
  return formatTable([
    [
      "at s",
      "fault",
      "done to",
      "whole after s",
      `actors silent > ${FELT_MS / 1_000} s`,
      "longest s",
      "median s",
      "answered",
      "unknown",
      "not run",
      "failed",
      "p50 ms",
      "p99 ms",
    ],
    ...felt.map(({ strike, ...one }) => [
      formatSeconds(strike.at - startedAt),
      strike.name,
      strike.target,
      formatSeconds(strike.healedAt - strike.at),
      `${one.actors}`,
      formatSeconds(one.longestMs),
      formatSeconds(one.medianMs),
      one.answered.toLocaleString("en"),
      `${one.unknown}`,
      `${one.notRun}`,
      `${one.failed}`,
      formatNumber(one.p50Ms),
      formatNumber(one.p99Ms),
    ]),
  ]);
}

/** Sums up faults of a kind. */
export function tellKinds(felt: readonly Felt[]): string {
  const byName = Map.groupBy(felt, ({ strike }) => strike.name);
  const rows = [...byName].sort().map(([name, own]) => {
    const sum = (pick: (one: Felt) => number): string =>
      own.reduce((total, one) => total + pick(one), 0).toLocaleString("en");
    const longest = own.map(({ longestMs }) => longestMs);
    return [
      name,
      `${own.length}`,
      sum(({ actors }) => actors),
      longest.map(formatSeconds).join(", "),
      sum(({ unknown }) => unknown),
      sum(({ notRun }) => notRun),
      sum(({ failed }) => failed),
    ];
  });
  const head = [
    "fault",
    "times",
    "actors silent",
    "longest silences s",
    "unknown",
    "not run",
    "failed",
  ];
  return formatTable([head, ...rows]);
}

/** Tells what became of calls, by code. */
export function tellOutcomes(calls: readonly Call[]): string {
  const byOutcome = Map.groupBy(
    calls,
    ({ code, outcome }) => code === null ? outcome : `${outcome}: ${code}`,
  );
  const rows = [...byOutcome]
    .map(([outcome, own]) => [outcome, own.length.toLocaleString("en")])
    .sort();
  return formatTable([["calls", "count"], ...rows]);
}

/** Tells what was checked, and what was found. */
export function tellVerdicts(verdicts: readonly Verdict[]): string {
  const table = formatTable([
    ["check", "faults"],
    ...verdicts.map(({ check, faults }) => [check, `${faults.length}`]),
  ]);
  const faults = verdicts.flatMap(({ faults }) => faults.slice(0, TOLD));
  return [table, ...faults].join("\n");
}

function formatSeconds(ms: number): string {
  return formatNumber(ms / 1_000);
}
