import {
  deactivated,
  engineStopped,
  moved,
  poisoned,
} from "../failure/refusal.ts";

/**
 * Why what waits at the end of an activation did not run; behind the end of an
 * idle one it waits for the next activation, and `moved` is given back.
 */
export const BURIALS = {
  idle: null,
  poison: { cause: "poisoned", explain: poisoned },
  failure: { cause: "deactivated", explain: deactivated },
  "lease-lost": { cause: "moved", explain: moved },
  shutdown: { cause: "engine-stopped", explain: engineStopped },
} as const;
