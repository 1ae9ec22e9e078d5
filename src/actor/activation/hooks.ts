import type { ReferenceBook } from "../../codec/reference/reference.ts";
import { type Actor, isThenable, toPlainPromise } from "../actor.ts";
import { Context } from "../context.ts";
import { ActivationResources, type ContextOwner } from "./resources.ts";
import type { DeactivationReason } from "../event.ts";
import type { Hook } from "../port/probe.ts";
import { runAs } from "../turn/turn_context.ts";
import { HookTurn } from "../turn/turn.ts";
import type { Turns } from "../turn/turns.ts";

/** The cell whose actor begins and ends. */
export interface HookOwner extends ContextOwner {
  /** The references that its actor has in this life. */
  readonly known: ReferenceBook | null;
  /** Returns its turns, made if need be. */
  makeTurns(): Turns;
  /** The actor, from when it is made to the end of its `deinit`. */
  instance: Actor | null;
  /** What it has for this life; `null` where its class takes no `Context`. */
  resources: ActivationResources | null;
}

/** Creates the actor and runs `init`; returns what to wait for, if any. */
export function start(owner: HookOwner): PromiseLike<unknown> | undefined {
  const actor = owner.instance = create(owner);
  return actor.init ? runInit(owner, actor) : undefined;
}

function runInit(
  owner: HookOwner,
  actor: Actor,
): PromiseLike<unknown> | undefined {
  return runHook(owner, "init", () => actor.init!());
}

function create(owner: HookOwner): Actor {
  const { type, id } = owner;
  const { definition, host } = type;
  const other = host.casting === null ? null : host.casting(definition, id);
  const create = other ?? definition.create;
  // The generator writes a parameter only where the class takes a `Context`.
  if (create.length === 0) return create(undefined as never);
  if (other !== null) type.noteProxy();
  const state = owner.resources = new ActivationResources(owner);
  return create(new Context(state) as never);
}

/**
 * Runs the actor's `deinit` and reports what it throws; returns what to wait
 * for, if any.
 */
export function finish<Owner extends HookOwner>(
  owner: Owner,
  reason: DeactivationReason,
  report: (owner: Owner, error: unknown) => void,
): Promise<void> | undefined {
  const actor = owner.instance;
  try {
    return actor?.deinit ? runDeinit(owner, actor, reason, report) : undefined;
  } catch (error) {
    report(owner, error);
    return undefined;
  }
}

function runDeinit<Owner extends HookOwner>(
  owner: Owner,
  actor: Actor,
  reason: DeactivationReason,
  report: (owner: Owner, error: unknown) => void,
): Promise<void> | undefined {
  const finishing = runHook(owner, "deinit", () => actor.deinit!(reason));
  return finishing?.then(() => {}, (error) => report(owner, error));
}

/** Runs a hook in a context of its own; returns what to wait for, if any. */
function runHook(
  owner: HookOwner,
  hook: Hook,
  run: () => unknown,
): Promise<unknown> | undefined {
  const runAround = () => toPromise(surround(owner, hook, run));
  // Without a `Context` or a proxy it can ask for nothing.
  if (owner.resources === null && owner.known === null) return runAround();
  const turn = new HookTurn(owner, hook, owner.type.host.runtime.now());
  (owner.resources ?? owner.makeTurns()).hook = turn;
  const end = (): void => void (turn.isOpen = false);
  let running: Promise<unknown> | undefined;
  try {
    running = runAs(turn, runAround);
  } finally {
    if (running === undefined) end();
  }
  running?.then(end, end);
  return running;
}

function toPromise(value: unknown): Promise<unknown> | undefined {
  return isThenable(value) ? toPlainPromise(value) : undefined;
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
