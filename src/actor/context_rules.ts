import type { Runtime } from "../base/runtime.ts";
import { formatActor } from "../envelope/actor_id.ts";
import type { ContextSource } from "./context_source.ts";
import type { Durability } from "./durable/durability.ts";
import { noStates } from "./durable/turn/refusal.ts";
import type { Reminders } from "./durable/reminder/reminders.ts";
import {
  assertDelay,
  assertTimerOptions,
  type Timer,
  type TimerCallback,
  type TimerOptions,
} from "./timer/timer.ts";

/**
 * Throws unless an activation goes on.
 *
 * @throws {Error} If it has ended.
 */
export function assertLive(source: ContextSource, action: string): void {
  if (!source.isOver) return;
  const name = formatActor(source.owner.actor);
  throw new Error(`Cannot ${action}: activation of ${name} has ended`);
}

/** Starts a timer that fires again and again; throws as a context says. */
export function startRecurring(
  source: ContextSource,
  delayMs: number,
  callback: TimerCallback,
  options: TimerOptions,
): Timer {
  const action = "run recurring";
  assertDelay(action, delayMs, 1);
  assertTimer(source, action, callback, options);
  return source.addTimer(callback, delayMs, delayMs, options);
}

/** Starts a timer that fires once; throws as a context says. */
export function startOnce(
  source: ContextSource,
  delayMs: number,
  callback: TimerCallback,
  options: TimerOptions,
): Timer {
  const action = "run once";
  assertDelay(action, delayMs, 0);
  assertTimer(source, action, callback, options);
  return source.addTimer(callback, delayMs, null, options);
}

function assertTimer(
  source: ContextSource,
  action: string,
  callback: TimerCallback,
  options: TimerOptions,
): void {
  if (typeof callback !== "function") {
    throw new TypeError(`Cannot ${action}: callback is no function`);
  }
  assertTimerOptions(options);
  assertLive(source, action);
}

/**
 * Returns what makes an actor durable.
 *
 * @throws {TypeError} If its class has no states.
 */
export function findDurability(
  { durability, owner: { actor } }: ContextSource,
  action: string,
): Durability {
  if (durability === null) throw noStates(actor, action);
  return durability;
}

/**
 * Returns an actor's reminders for a turn that asks.
 *
 * @throws {TypeError} If its class has no states.
 * @throws {Error} If no turn asks.
 */
export function findReminders(
  source: ContextSource,
  action: string,
): Reminders {
  const durability = findDurability(source, action);
  durability.assertTurn(action);
  return durability.reminders;
}

/** Returns where an actor's time and chance come from. */
export function runtimeOf({ owner }: ContextSource): Runtime {
  return owner.type.host.runtime;
}
