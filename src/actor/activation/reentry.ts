import { singleOut } from "../../envelope/replies/shared_reply.ts";
import type { Call } from "../../envelope/target.ts";
import { DEACTIVATE, NOTHING } from "../inbox/system_method.ts";
import type { PlacedEnvelope } from "../turn/arrival_tracker.ts";
import type { Turns } from "../turn/turns.ts";
import { type AdmissionOwner, admitBeyondRoom } from "./admission.ts";
import { areTurnsFull, type TurnOwner } from "./run_state.ts";
import { runReturn } from "./streaming.ts";

/** Runs what came back to a turn that waits for it, beside that turn. */
export function reenterAll(owner: TurnOwner, turns: Turns): boolean {
  for (const call of turns.takeReentering()) {
    // The turn is over, or the call: all that waits is its turn in order.
    if (turns.size > 0 && !call.isGivenUp) reenter(owner, call, turns);
  }
  owner.skipFillers(NOTHING);
  return !areTurnsFull(owner);
}

function reenter(owner: TurnOwner, call: Call, turns: Turns): void {
  const ending = turns.findEnding(call);
  if (ending !== undefined) {
    // What is queued for it in its order finds it over, or about to be.
    turns.forgetStarting();
    runReturn(owner, ending);
    return;
  }
  const envelopes: PlacedEnvelope[] = [];
  const first = owner.taken;
  owner.extract(call.caller, call, NOTHING, (envelope, place) => {
    const sequence = first + place;
    const reply = singleOut(envelope.reply, envelope.method, sequence);
    envelopes.push({ ...envelope, reply, sequence });
  });
  for (const envelope of envelopes) {
    // None of them moves the inbox on: what the last one saw is not this one.
    turns.forgetStarting();
    const { method, payload, reply, caller } = envelope;
    if (owner.tracker !== null) owner.tracker.dispatchPlaced(envelope);
    else owner.dispatch(method, payload, reply, caller);
  }
}

/** Has a call run beside the turn that waits for it, in the next run. */
export function reenterSoon(owner: AdmissionOwner, call: Call): void {
  admitBeyondRoom(owner, call);
  owner.makeTurns().addReentering(call);
  owner.queue();
}

/** Whether a call that waits here may run beside the turn that waits for it. */
export function mayReenter(owner: TurnOwner, call: Call): boolean {
  const { life: { pill }, phase, turns, type } = owner;
  const isUp = type.reentrancy === "chain" && phase === "active";
  if (!isUp || turns === null) return false;
  const { ending } = turns;
  // An actor that moves finishes its turns, with all that they need.
  return (ending === null || ending.isMove === true) &&
    (pill === null || !owner.isBehind(DEACTIVATE, call));
}
