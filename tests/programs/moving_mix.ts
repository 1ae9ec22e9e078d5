/**
 * Plays the mix of `tests/support/moving_mix/` for seeds, until it says that
 * something is wrong. It is bundled to be run with broken cores.
 */
export { playMoving as bite } from "../support/moving_mix/play.ts";
