import { makeContextVariable } from "../../base/async_context.ts";
import { isInRun } from "./run.ts";
import type { ActorTurn, HookTurn, TurnCell } from "./turn.ts";

/** A turn or hook as what asks: for calls, for time, for its own end. */
export type Asker = ActorTurn | HookTurn;

const variable = makeContextVariable<Asker>();

/** Whether turns can have async contexts of their own here. */
export const HAS_CONTEXTS: boolean = variable !== null;

/** Returns the turn or hook whose code asks, or has left that code behind. */
export function findAsker(): Asker | null {
  return variable?.getStore() ?? null;
}

// The turn or hook whose method is on the stack, while it has a context.
let starting: Asker | null = null;

/**
 * Returns the turn or hook of a cell whose code asks, if it goes on. In a run
 * that is the one whose method is on the stack: a look at the context costs as
 * much as to send.
 */
export function findOpenAsker(cell: TurnCell): Asker | null {
  let asker = starting;
  if (!isInRun()) asker = cell.type.hasContexts ? findAsker() : null;
  return asker !== null && asker.isOpen && asker.cell === cell ? asker : null;
}

/** Runs a turn or hook in an async context of its own. */
export function runAs<Arguments extends unknown[], Result>(
  asker: Asker,
  run: (...values: Arguments) => Result,
  ...values: Arguments
): Result {
  if (variable === null) return run(...values);
  const outer = starting;
  starting = asker;
  try {
    return variable.run(asker, run, ...values);
  } finally {
    starting = outer;
  }
}
