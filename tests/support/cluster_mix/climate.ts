import type { ClusterSimulation } from "@backstage/actors/testing";
import type { FaultRates } from "@backstage/actors/testing";

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
  "store:slow": 0.2,
  "store:failed-read": 0.01,
  "store:failed-commit": 0.01,
  "store:lost-commit": 0.02,
  "node:crash": 0.02,
  "node:vanish": 0.02,
  "node:leave": 0.02,
  "node:pause": 0.03,
  "node:offline": 0.02,
};

/**
 * Chooses which of the faults may strike in a run: all at once hide from each
 * other what each of them finds. Returns which may.
 */
export function chooseClimate(
  { faults, random }: ClusterSimulation,
  rates: FaultRates,
): ReadonlySet<string> {
  const chosen = new Set<string>();
  for (const [name, rate] of Object.entries(rates)) {
    const isThere = random() >= 0.6;
    faults.set(name as keyof FaultRates, isThere ? rate! : 0);
    if (isThere) chosen.add(name);
  }
  return chosen;
}
