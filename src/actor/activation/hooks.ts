import { type Actor, isThenable, toPlainPromise } from "../actor.ts";
import { Context } from "../context.ts";
import { ActivationResources, type ContextOwner } from "./resources.ts";
import type { DeactivationReason } from "../event.ts";
import type { Hook } from "../port/probe.ts";

/** The cell whose actor begins and ends. */
export interface HookOwner extends ContextOwner {
  /** The actor, from when it is made to the end of its `deinit`. */
  instance: Actor | null;
  /** What it has for this life; `null` where its class takes no `Context`. */
  resources: ActivationResources | null;
}

/** Creates the actor and runs `init`; returns what to wait for, if any. */
export function start(owner: HookOwner): PromiseLike<unknown> | undefined {
  const actor = owner.instance = create(owner);
  if (!actor.init) return undefined;
  return thenableOf(surround(owner, "init", () => actor.init!()));
}

function create(owner: HookOwner): Actor {
  const { definition } = owner.type;
  // The generator writes a parameter only where the class takes a `Context`.
  if (definition.create.length === 0) {
    return definition.create(undefined as never);
  }
  const state = owner.resources = new ActivationResources(owner);
  return definition.create(new Context(state) as never);
}

/**
 * Runs the actor's `deinit` and reports what it throws; returns what to wait
 * for, if any.
 */
export function finish(
  owner: HookOwner,
  reason: DeactivationReason,
  report: (error: unknown) => void,
): Promise<void> | undefined {
  const actor = owner.instance;
  try {
    if (!actor?.deinit) return undefined;
    const run = (): unknown => actor.deinit!(reason);
    const finishing = thenableOf(surround(owner, "deinit", run));
    return finishing && toPlainPromise(finishing).then(() => {}, report);
  } catch (error) {
    report(error);
    return undefined;
  }
}

function surround(
  owner: HookOwner,
  hook: Hook,
  run: () => unknown,
): unknown {
  for (const probe of owner.type.host.probes) {
    const inner = run;
    if (probe.aroundHook) run = () => probe.aroundHook!(owner, hook, inner);
  }
  return run();
}

function thenableOf(value: unknown): PromiseLike<unknown> | undefined {
  return isThenable(value) ? value : undefined;
}
