import type { OpenTurn, Phase } from "./activation.ts";

/**
 * Names the method or hook that an activation is in the middle of; `null` where
 * it is in none.
 */
export function nameDoing(
  phase: Phase,
  openTurns: readonly OpenTurn[],
): string | null {
  if (phase === "activating") return "init";
  if (phase === "deactivating") return "deinit";
  return openTurns[0]?.method.name ?? null;
}
