import { escapeControls } from "../../base/escape_controls.ts";
import { MAX_CHAIN } from "../../base/limits.ts";
import { DeadlockError } from "../../base/errors.ts";
import { formatActor, nameActor } from "../../envelope/actor_id.ts";
import { isFor } from "../../envelope/chain.ts";
import type { OwnSleeps, WaitingTurn } from "../../envelope/reply.ts";
import type { Call, WaitEdge } from "../../envelope/target.ts";

/** A call, and the turn that waits for it, as a cycle tells them. */
type Step = Pick<WaitEdge, "call" | "by" | "turn">;

/** Calls that wait for each other, the one that closes the cycle first. */
export type Cycle = readonly Step[];

interface Visit {
  readonly step: Step;
  readonly from: Visit | null;
}

/**
 * Finds the cycle that a call closes by coming back to a turn that it is made
 * for: the chain of its calls is known without a search.
 */
export function findChainCycle(closing: Step): Cycle | null {
  const { registered } = closing.call.target;
  let turn = closing.turn;
  for (let depth = 0; depth <= MAX_CHAIN; depth++) {
    if (registered.isHeldUp(closing.call, turn)) {
      return [closing, ...listChainSteps(closing.turn, depth)];
    }
    const next = findAwaiter(turn);
    if (next === null) return null;
    turn = next;
  }
  return null;
}

/** Returns the turn that awaits the call that a turn runs for, if one does. */
function findAwaiter({ reply }: WaitingTurn): WaitingTurn | null {
  return reply === null ? null : reply.origin.awaitedBy;
}

/** Lists so many calls that a turn is made for, the outermost first. */
function listChainSteps(turn: WaitingTurn, depth: number): Step[] {
  const steps: Step[] = [];
  for (let by = turn; steps.length < depth;) {
    const next = findAwaiter(by)!;
    steps.unshift({ call: by.reply!.origin as Call, by: next.by, turn: next });
    by = next;
  }
  return steps;
}

/** Finds the shortest cycle that a call closes, or `null` if there is none. */
export function findCycle(closing: Step): Cycle | null {
  const { call } = closing;
  // As a rule the actor that is called waits for nothing.
  if (call.target.registered.findWaits(call).length === 0) return null;
  const seen = new Set<Call>();
  // In breadth, not by recursion: a chain of waits may be very long.
  const visits: Visit[] = [{ step: closing, from: null }];
  for (const visit of visits) {
    const { call } = visit.step;
    for (const wait of call.target.registered.findWaits(call)) {
      if (wait.call === closing.call) return listSteps(visit);
      if (seen.has(wait.call)) continue;
      seen.add(wait.call);
      visits.push({ step: wait, from: visit });
    }
  }
  return null;
}

/**
 * Returns the sleeps of a turn of a cycle that sleeps beside what it waits for,
 * if there is one: it may race the one against the other.
 */
export function findSleeps(cycle: Cycle): OwnSleeps | null {
  for (const { call: { awaitedBy } } of cycle) {
    const sleeps = awaitedBy?.sleeps ?? null;
    if (sleeps !== null && !sleeps.areOver) return sleeps;
  }
  return null;
}

function listSteps(last: Visit): Step[] {
  const steps: Step[] = [];
  for (let visit: Visit | null = last; visit !== null; visit = visit.from) {
    steps.unshift(visit.step);
  }
  return steps;
}

/**
 * Lets a call run beside the turn that waits for it, where the actor's class
 * allows that; returns whether it does.
 *
 * All but one must run: then they are one chain of calls that comes back to an
 * actor. Two that wait in inboxes were sent by turns that know nothing of each
 * other, unless one is made for the turn in its way: of a streaming reply a
 * step may wait that no turn of the chain awaits just now.
 */
export function reenter(cycle: Cycle): boolean {
  const waiting = cycle.filter(({ call }) =>
    !call.target.registered.isRunning(call)
  );
  const back = waiting.length === 1
    ? waiting[0]
    : waiting.find((step) => isFor(step.turn, findInWay(step, cycle)));
  if (back === undefined) return false;
  const { registered } = back.call.target;
  if (!registered.mayReenter(back.call)) return false;
  registered.reenter(back.call);
  return true;
}

/** Returns the turn of a cycle that must end before the call of a step can. */
function findInWay(step: Step, cycle: Cycle): WaitingTurn {
  return cycle[(cycle.indexOf(step) + 1) % cycle.length]!.turn;
}

/** Words the error of a call that would wait for itself. */
export function explainCycle(cycle: Cycle): DeadlockError {
  const [first] = cycle;
  const { method, target } = first!.call;
  // From the actor that closes the cycle, along the calls, and back to it.
  const steps = [...cycle.slice(1), first!].map(({ turn, by }) =>
    `${nameActor(turn.actor)}.${by}`
  );
  steps.push(`${nameActor(target.actor)}.${method.name}`);
  const isRunning = target.registered.hasBegun(first!.call);
  return new DeadlockError(
    `Cannot call ${formatActor(target.actor)}.${method.name}: it would wait ` +
      `for itself: ${escapeControls(steps.join(" -> "))}`,
    { cycle: steps, outcome: isRunning ? "unknown" : "not-run" },
  );
}
