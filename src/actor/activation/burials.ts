import { deactivated, engineStopped, poisoned } from "../failure/refusal.ts";

/**
 * Why what waits at the end of an activation did not run; behind the end of an
 * idle one it waits for the next activation, and for one that moves it is given
 * back.
 */
export const BURIALS = {
  idle: null,
  poison: { cause: "poisoned", explain: poisoned },
  failure: { cause: "deactivated", explain: deactivated },
  "lease-lost": null,
  shutdown: { cause: "engine-stopped", explain: engineStopped },
} as const;
