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
import { unpause } from "./turn_loop.ts";

/**
 * Ends an activation in order, for its actor moves; resolves when it is
 * dormant.
 */
export function handOver(owner: AdmissionOwner): Promise<void> {
  if (owner.phase === "dormant") return Promise.resolve();
  const { life } = owner;
  const gone = life.move();
  const giveBack = takeMoved(owner);
  // A pill that waits is the end.
  if (!life.isPillFirst) owner.enqueue(DEACTIVATE, "lease-lost", null, null);
  goOn(owner);
  giveBack();
  return gone;
}

/** Lets what keeps an activation from its end be over. */
export function goOn(owner: AdmissionOwner): void {
  unpause(owner);
  owner.life.hurry();
  owner.type.lookAgain(owner);
}

/**
 * Takes out what waits for an actor that moves; what it returns gives it back,
 * in its order: it is sent where that goes. What the engine queued itself ends
 * with the activation.
 *
 * What is needed to finish turns here stays, unless the node has lost the actor
 * already; and all does where a pill waits, for that comes first.
 */
export function takeMoved(owner: AdmissionOwner): () => void {
  const { life } = owner;
  const isEmpty = owner.places === 0 && !owner.hasLine;
  if (isEmpty || life.isPillFirst) return NOTHING_MOVED;
  const first = owner.taken;
  const inbox: Envelope[] = [];
  owner.showWaiting((envelope) => inbox.push(envelope));
  const line = owner.turns?.line?.takeAll() ?? [];
  const waiting = [...inbox, ...line];
  const kept = life.isLost ? NONE : findNeeded(owner, waiting);
  owner.takeOut((place) => !kept.has(place), NOTHING);
  if (line.length > 0) admitKept(owner, line, kept, inbox.length);
  return () => giveBack(owner, waiting, kept, first);
}

const NOTHING_MOVED = (): void => {};

/** Gives back what was taken out; what waited behind a pill does not run. */
function giveBack(
  owner: AdmissionOwner,
  waiting: readonly Envelope[],
  kept: ReadonlySet<number>,
  first: number,
): void {
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

/**
 * Finds what turns need that are finished here, with all that those have sent
 * who have sent it: none of it overtakes another.
 */
function findNeeded(
  { type: { host: { placement } } }: AdmissionOwner,
  waiting: readonly Envelope[],
): ReadonlySet<number> {
  if (placement === null) return NONE;
  const senders: (Caller | null)[] = [];
  for (const { method, reply, caller } of waiting) {
    const isNeeded = !isOfEngine(method) && reply !== null &&
      !reply.isGivenUp &&
      isMadeFor(reply, ({ actor }) => placement.isReleasing(actor));
    if (isNeeded && !isAmong(senders, caller)) senders.push(caller);
  }
  if (senders.length === 0) return NONE;
  const kept = new Set<number>();
  waiting.forEach(({ method, caller }, place) => {
    const isOwn = isOfEngine(method) || method === NOTHING;
    if (!isOwn && isAmong(senders, caller)) kept.add(place);
  });
  return kept;
}

function isAmong(
  senders: readonly (Caller | null)[],
  caller: Caller | null,
): boolean {
  return senders.some((one) => isSameSender(one, caller));
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
