import type { Durability } from "../durable/durability.ts";
import type { DeactivationReason } from "../event.ts";
import { failHook, type Subject } from "../failure/outcome.ts";
import { finishDurable } from "./durable/life.ts";
import { finish, type HookOwner } from "./hooks.ts";

/** The cell whose actor ends. */
interface FinishedOwner extends HookOwner, Subject {
  readonly type: HookOwner["type"];
  readonly durability: Durability | null;
}

/**
 * Runs `deinit`, behind the ends of generators if there are any, and waits
 * until all is stored; returns what to wait for, if anything.
 */
export function finishLife(
  owner: FinishedOwner,
  reason: DeactivationReason,
  streaming: Promise<void> | undefined,
): Promise<void> | undefined {
  return streaming === undefined
    ? finishActor(owner, reason)
    : streaming.then(() => finishActor(owner, reason));
}

function finishActor(
  owner: FinishedOwner,
  reason: DeactivationReason,
): Promise<void> | undefined {
  const { durability } = owner;
  return durability === null
    ? finish(owner, reason, failDeinit)
    : finishDurable(owner, durability, reason, failDeinit);
}

function failDeinit(owner: FinishedOwner, error: unknown): void {
  failHook(owner, "deinit", error);
}
