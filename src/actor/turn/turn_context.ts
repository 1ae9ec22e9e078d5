import { makeContextVariable } from "../../base/async_context.ts";
import type { ActorTurn, HookTurn } from "./turn.ts";

/** A turn or hook as what asks: for calls, for time, for its own end. */
export type Asker = ActorTurn | HookTurn;

const variable = makeContextVariable<Asker>();

/** Whether turns can have async contexts of their own here. */
export const HAS_CONTEXTS: boolean = variable !== null;

/** Returns the turn or hook whose code asks, or has left that code behind. */
export function findAsker(): Asker | null {
  return variable?.getStore() ?? null;
}

/** Runs a turn or hook in an async context of its own. */
export function runAs<Arguments extends unknown[], Result>(
  asker: Asker,
  run: (...values: Arguments) => Result,
  ...values: Arguments
): Result {
  return variable === null
    ? run(...values)
    : variable.run(asker, run, ...values);
}
