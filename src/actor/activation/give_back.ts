import { isMadeFor } from "../../envelope/chain.ts";
import { singleOut } from "../../envelope/replies/shared_reply.ts";
import type { Caller } from "../../envelope/target.ts";
import { bury } from "../failure/outcome.ts";
import { moved, poisoned } from "../failure/refusal.ts";
import { type Envelope, isSameSender } from "../inbox/inbox.ts";
import {
  DEACTIVATE,
  isOfEngine,
  NOTHING,
  OPERATE,
} from "../inbox/system_method.ts";
import type { PlacedEnvelope } from "../turn/arrival_tracker.ts";
import { type AdmissionOwner, closeLine, take } from "./admission.ts";

/**
 * Gives back what waits for an actor that moves, in its order: it is sent where
 * that goes. What the engine queued itself ends with the activation.
 *
 * What is needed to finish turns here stays, unless the node has lost the actor
 * already; and all does where a pill waits, for that comes first.
 */
export function giveBack(owner: AdmissionOwner): void {
  const { life } = owner;
  if (life.pill !== null && !life.isLost) return;
  if (owner.places === 0 && !owner.hasLine) return;
  const first = owner.taken;
  const inbox: Envelope[] = [];
  owner.showWaiting((envelope) => inbox.push(envelope));
  const line = owner.turns?.line?.takeAll() ?? [];
  const waiting = [...inbox, ...line];
  const kept = life.isLost ? NONE : findNeeded(owner, waiting);
  // Before anything is told: who hears of it may send again.
  owner.takeOut((place) => !kept.has(place), NOTHING);
  if (line.length > 0) admitKept(owner, line, kept, inbox.length);
  let isPoisoned = false;
  waiting.forEach((envelope, place) => {
    const { method, payload } = envelope;
    if (method === DEACTIVATE) isPoisoned ||= payload === "poison";
    if (kept.has(place) || isOfEngine(method) || method === NOTHING) return;
    const placed = { ...envelope, sequence: first + place };
    if (isPoisoned) buryPoisoned(owner, placed);
    else reroute(owner, placed);
  });
}

const NONE: ReadonlySet<number> = new Set();

/** Finds what turns that are finished here need, and what comes before that. */
function findNeeded(
  { type: { host: { placement } } }: AdmissionOwner,
  waiting: readonly Envelope[],
): ReadonlySet<number> {
  if (placement === null) return NONE;
  const kept = new Set<number>();
  const senders: (Caller | null)[] = [];
  for (let place = waiting.length - 1; place >= 0; place--) {
    const { method, reply, caller } = waiting[place]!;
    if (isOfEngine(method) || method === NOTHING) continue;
    const isNeeded = reply !== null && !reply.isGivenUp &&
      isMadeFor(reply, ({ actor }) => placement.isReleasing(actor));
    if (isNeeded) senders.push(caller);
    // None overtakes another of the same sender.
    else if (!senders.some((one) => isSameSender(one, caller))) continue;
    kept.add(place);
  }
  return kept;
}

/** Accepts those in line that are kept, though there is no room. */
function admitKept(
  owner: AdmissionOwner,
  line: readonly Envelope[],
  kept: ReadonlySet<number>,
  from: number,
): void {
  closeLine(owner);
  line.forEach(({ method, payload, reply, caller }, place) => {
    if (kept.has(from + place)) take(owner, method, payload, reply, caller);
  });
}

function reroute(
  owner: AdmissionOwner,
  { method, payload, reply, caller, sequence }: PlacedEnvelope,
): void {
  if (reply?.isGivenUp) return;
  const { placement } = owner.type.host;
  const own = singleOut(reply, method, sequence);
  // What an operator asks for is for this activation alone.
  if (placement !== null && method !== OPERATE) {
    placement.reroute(owner, method, payload, own, caller);
  } else bury(owner, method, own, caller, "moved", moved(owner, method));
}

function buryPoisoned(
  owner: AdmissionOwner,
  { method, reply, caller, sequence }: PlacedEnvelope,
): void {
  if (reply?.isOver) return;
  const own = singleOut(reply, method, sequence);
  bury(owner, method, own, caller, "poisoned", poisoned(owner, method));
}
