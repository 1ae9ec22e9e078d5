import type { ClusterSimulation, FaultRates } from "@backstage/actors/testing";
import type { Call } from "../../chaos/client/history.ts";

/** What may go wrong in the mix, each as often as it does where it may. */
export const FAULTS: FaultRates = {
  "net:lost": 0.05,
  "net:late": 0.05,
  "net:twice": 0.05,
  "net:cut": 0.04,
  "bucket:late": 0.1,
  "bucket:failed": 0.05,
  "bucket:lost-answer": 0.05,
  "bucket:stall": 0.02,
  "store:slow": 0.1,
  "store:failed-read": 0.01,
  "store:failed-commit": 0.01,
  "store:lost-commit": 0.02,
  "node:crash": 0.02,
  "node:vanish": 0.02,
  "node:leave": 0.03,
  "node:pause": 0.03,
  "node:offline": 0.03,
};

/** What no caller feels, but by its time. */
const GENTLE: ReadonlySet<string> = new Set([
  "net:twice",
  "bucket:late",
  "bucket:failed",
  "bucket:lost-answer",
  "store:slow",
  "node:leave",
]);

/** The codes of calls that fail, whatever the cluster does. */
const OWN_CODES: ReadonlySet<string> = new Set(["engine-stopped", "timeout"]);

/** Which faults may strike in a run. */
export interface Climate {
  readonly faults: ReadonlySet<string>;
  /** Whether no caller feels them, but by its time. */
  readonly isGentle: boolean;
}

/**
 * Chooses which of the faults may strike in a run: all at once hide from each
 * other what each of them finds.
 */
export function chooseClimate(
  { faults, random }: ClusterSimulation,
  rates: FaultRates,
): Climate {
  const chosen = new Set<string>();
  const isGentle = random() >= 0.8;
  for (const [name, rate] of Object.entries(rates)) {
    const isThere = random() >= 0.6 && (!isGentle || GENTLE.has(name));
    faults.set(name as keyof FaultRates, isThere ? rate! : 0);
    if (isThere) chosen.add(name);
  }
  return { faults: chosen, isGentle };
}

/** Says which calls have failed that a gentle climate lets none feel. */
export function tellFelt(calls: readonly Call[]): string[] {
  return calls.flatMap(({ actor, code, kind, message, outcome }) =>
    outcome === "answered" || OWN_CODES.has(code ?? "")
      ? []
      : [`${kind} of ${actor} failed though nodes leave in order: ${message}`]
  );
}
