import type { Activation } from "../../actor/port/activation.ts";
import { explainOwnTimer, findOwnTimer } from "../../actor/port/own_timer.ts";
import { type ActorId, formatActor } from "../../envelope/actor_id.ts";
import type { WaitEdge } from "../../envelope/target.ts";
import { readState } from "../../engine/snapshot.ts";
import type { EngineView } from "../../engine/view.ts";
import { type Doing, listDoing } from "./outside.ts";
import type { Wait } from "./wait.ts";

/** How many actors an error tells of. */
const NAMED = 8;

/** Says what a test awaits where nothing is left to happen. */
export function explainHang(view: EngineView, waits: readonly Wait[]): string {
  const now = view.runtime.now();
  return explain(view, waits, `nothing is left to happen at ${now} ms`);
}

/** Says what a test awaits though a great many timers have fired. */
export function explainTimers(
  view: EngineView,
  waits: readonly Wait[],
  fired: number,
): string {
  const now = view.runtime.now();
  return explain(
    view,
    waits,
    `it is ${now} ms by now, and ${fired} timers have fired in vain ` +
      "(maxTimers)",
  );
}

function explain(
  view: EngineView,
  waits: readonly Wait[],
  state: string,
): string {
  const names = waits.map(({ what, since }) => `${what} since ${since} ms`);
  const lines = [
    `Cannot wait for ${names.join(", nor for ")}: ${state}`,
    ...describeActors(view, waits),
  ];
  return lines.join("\n  ");
}

/** Tells of the actors that are awaited, and of those that they await. */
function describeActors(view: EngineView, waits: readonly Wait[]): string[] {
  const told = new Map<string, string>();
  const next: ActorId[] = waits.flatMap(({ actor }) => actor ?? []);
  // Where no actor is awaited, those that do anything are of interest.
  if (next.length === 0) {
    for (const one of view.registry) if (one.isBusy) next.push(one.actor);
  }
  for (const actor of next) {
    const name = formatActor(actor);
    if (told.has(name) || told.size === NAMED) continue;
    const type = view.registry.findType(actor.type);
    const activation = type?.activations.get(actor.id);
    if (activation === undefined) {
      told.set(name, `${name} is not active`);
      continue;
    }
    const isPending = view.findDurability(actor.type, actor.id)?.isPending;
    const commit = isPending ? "; a commit of it is under way" : "";
    const state = describe(activation, view.runtime.now());
    told.set(name, `${name} ${state}${commit}`);
    for (const { call } of activation.waits) next.push(call.target.actor);
  }
  return [...told.values()];
}

/** Says what an actor is in the middle of. */
function describe(activation: Activation, now: number): string {
  const doings = listDoing(activation);
  const { inboxLength } = activation;
  const waiting = inboxLength === 0 ? "" : `; ${inboxLength} more in its inbox`;
  if (doings.length === 0) return `is ${readState(activation)}${waiting}`;
  const own = findOwnTimer(activation, (timer) => timer.isDue);
  const self = own === null ? "" : `; ${explainOwnTimer(own, now)}`;
  const texts = doings.map((doing) => describeDoing(doing));
  return `${texts.join(", and ")}${self}${waiting}`;
}

function describeDoing({ by, calls, sleepsUntil }: Doing): string {
  if (calls.length > 0) {
    return `is in ${by}, which awaits ${calls.map(nameCall).join(" and ")}`;
  }
  if (sleepsUntil !== null) {
    return `is in ${by}, asleep until ${sleepsUntil} ms`;
  }
  return `is in ${by}, which awaits nothing that the engine knows of`;
}

function nameCall({ call: { method, target } }: WaitEdge): string {
  return `${formatActor(target.actor)}.${method.name}`;
}
