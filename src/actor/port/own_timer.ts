import type { WaitEdge } from "../../envelope/target.ts";
import type { ActorTimer } from "../timer/timer.ts";
import type { OpenTurn, Phase } from "./activation.ts";
import { type AskedFor, IN_HOOK } from "./asked_for.ts";

/** The activation whose turns may wait for themselves. */
interface Waiting {
  readonly phase: Phase;
  readonly openTurns: readonly OpenTurn[];
  readonly waits: readonly WaitEdge[];
  readonly resources: {
    readonly timers: Iterable<ActorTimer>;
    readonly sleeps: Iterable<AskedFor>;
  } | null;
}

/** A timer that the turn or hook under way has set, and cannot outlive. */
export interface OwnTimer {
  /** The method or hook. */
  readonly by: string;
  readonly timer: ActorTimer;
}

/**
 * Finds a timer of a turn, or of `init`, that is under way and waits for
 * nothing else that the engine knows: for itself, maybe. The surest comes
 * first: one whose callback ends a promise.
 */
export function findOwnTimer(
  activation: Waiting,
  mayBe: (timer: ActorTimer) => boolean,
): OwnTimer | null {
  const { phase, openTurns, waits, resources } = activation;
  const asleep = new Set<number | null>();
  for (const { askedIn } of resources?.sleeps ?? []) asleep.add(askedIn);
  const waiting = new Set<object>(waits.map(({ turn }) => turn));
  const names = new Map<number, string>();
  if (phase === "activating") {
    if (waits.length === 0) names.set(IN_HOOK, "init");
  }
  for (const turn of openTurns) {
    if (!waiting.has(turn)) names.set(turn.taken, turn.method.name);
  }
  let found: OwnTimer | null = null;
  for (const timer of resources?.timers ?? []) {
    const { askedIn } = timer;
    if (askedIn === null || asleep.has(askedIn) || !mayBe(timer)) continue;
    const by = names.get(askedIn);
    if (by === undefined) continue;
    if (timer.endsPromise) return { by, timer };
    found ??= { by, timer };
  }
  return found;
}

/** Says what a turn does that waits for a timer of its own. */
export function explainOwnTimer({ timer }: OwnTimer, now: number): string {
  const seems = timer.endsPromise ? "seems to wait" : "may wait";
  const late = Math.round(now - timer.dueAt);
  const state = timer.isDue
    ? `that was due ${late} ms ago and runs when this turn has ended`
    : "that the stop has cancelled";
  return `it ${seems} for itself, for it set a timer ${state}; ` +
    "to wait within a turn, await ctx.sleep()";
}
