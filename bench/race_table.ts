import { describeGoal } from "./goals.ts";
import type { Heat, Measured, Outcome, Race } from "./race.ts";
import { floors, KERNEL, OURS } from "./runners.ts";
import { formatNumber, formatTable } from "./table.ts";

const NO_FIGURES = { minNs: NaN, medianNs: NaN, maxNs: NaN };

/** Returns a runner's figures in a heat, if it has any. */
export function figuresOf(heat: Heat, name: string): Measured | undefined {
  const outcome = heat.outcomes.get(name);
  return outcome !== undefined && "medianNs" in outcome ? outcome : undefined;
}

/** Writes one line a workload: ours beside the quickest of the others. */
export function formatSummary({ heats }: Race): string {
  const head = [
    "",
    "ours ns",
    "min-max",
    "goal",
    "times kernel",
    "quickest floor",
    "and peer",
  ];
  const isFloor = (name: string) => floors.some((floor) => floor.name === name);
  const rows = heats.map((heat) => {
    const ours = figuresOf(heat, OURS);
    const { minNs, medianNs, maxNs } = ours ?? NO_FIGURES;
    return [
      heat.workload.id,
      formatNumber(medianNs),
      ours === undefined ? "" : `${formatNumber(minNs)}-${formatNumber(maxNs)}`,
      describeGoal(heat.workload.id, ours),
      formatTimesKernel(heat, medianNs),
      formatQuickest(heat, isFloor),
      formatQuickest(heat, (name) => name !== OURS && !isFloor(name)),
    ];
  });
  return formatTable([head, ...rows]);
}

/** A goal was set for one machine: this can be compared with any other's. */
function formatTimesKernel(heat: Heat, medianNs: number): string {
  const kernel = figuresOf(heat, KERNEL);
  return kernel === undefined ? "" : formatNumber(medianNs / kernel.medianNs);
}

function formatQuickest(
  heat: Heat,
  isSought: (name: string) => boolean,
): string {
  const [quickest] = [...heat.outcomes.keys()]
    .filter((name) => isSought(name) && figuresOf(heat, name) !== undefined)
    .map((name) => ({ name, ...figuresOf(heat, name)! }))
    .sort((a, b) => a.medianNs - b.medianNs);
  if (quickest === undefined) return "";
  return `${formatNumber(quickest.medianNs)} (${quickest.name})`;
}

/** Writes a heat as a table: the quickest first, then who could not and why. */
export function formatHeat(heat: Heat): string {
  const { workload: { id, title, unit }, outcomes } = heat;
  const ours = figuresOf(heat, OURS);
  const hasBytes = ours?.bytes !== undefined;
  const head = [`ns a ${unit}`, "min", "median", "max", "times ours"];
  const rows = [...outcomes]
    .sort(([, a], [, b]) => rank(a) - rank(b))
    .map(([name, outcome]) => [
      name,
      ...formatOutcome(outcome, ours, hasBytes),
      describeRow(outcome, heat),
    ]);
  const columns = [...head, ...hasBytes ? ["bytes"] : [], ""];
  return `### ${id}: ${title}\n\n${formatTable([columns, ...rows])}\n`;
}

/** Writes what each runner promises, so that no comparison flatters. */
export function formatPromises({ participants }: Race): string {
  const head = ["", "isolation", "order", "errors", "bounds"];
  const rows = participants.map(({ name, promises, failure }) =>
    promises === undefined ? [name, `did not run: ${failure}`, "", "", ""] : [
      name,
      promises.isolation,
      promises.order,
      promises.errors,
      promises.bounds,
    ]
  );
  return formatTable([head, ...rows]);
}

function rank(outcome: Outcome): number {
  return "medianNs" in outcome ? outcome.medianNs : Infinity;
}

function formatOutcome(
  outcome: Outcome,
  ours: Measured | undefined,
  hasBytes: boolean,
): string[] {
  if ("obstacle" in outcome) return ["", "", "", "", ...hasBytes ? [""] : []];
  const { minNs, medianNs, maxNs, bytes } = outcome;
  return [
    formatNumber(minNs),
    formatNumber(medianNs),
    formatNumber(maxNs),
    formatNumber(medianNs / (ours?.medianNs ?? NaN)),
    // What lies outside of the heap, as channels do, leaves less than nothing.
    ...hasBytes ? [formatNumber((bytes ?? 0) > 0 ? bytes! : NaN)] : [],
  ];
}

function describeRow(outcome: Outcome, { workload }: Heat): string {
  if ("obstacle" in outcome) return outcome.obstacle.replaceAll("|", "/");
  const { operations } = outcome;
  if (operations === workload.operations) return "";
  return `in rounds of ${operations.toLocaleString("en")}`;
}
