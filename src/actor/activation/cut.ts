import { singleOut } from "../../envelope/replies/shared_reply.ts";
import { tell } from "../failure/outcome.ts";
import {
  activationEnded,
  engineIsStopped,
  engineStopped,
  lostInTurn,
  stoppedInTurn,
} from "../failure/refusal.ts";
import { DEACTIVATE } from "../inbox/system_method.ts";
import type { ActorTurn } from "../turn/turn.ts";
import type { AdmissionOwner } from "./admission.ts";
import { goOn, takeMoved } from "./handover.ts";
import { HELD, interleaves, queue, type TurnOwner } from "./run_state.ts";
import { closeOutside } from "./streaming_life.ts";
import { unpause } from "./turn_loop.ts";

/** What the turns are told that are ended though their methods go on. */
interface Cut {
  /** Why sleeps end. */
  readonly makeReason: () => unknown;
  /** Why a turn ends. */
  readonly explain: typeof stoppedInTurn;
}

/** Ends the turns that go on, though their methods do. */
function cutTurns(owner: TurnOwner, { makeReason, explain }: Cut): void {
  // An `init` is no turn, and would sleep on.
  if (owner.phase === "activating") owner.resources?.endSleeps(makeReason);
  const turns = owner.turns?.endAll() ?? [];
  for (const turn of turns) cut(owner, turn, explain);
  if (turns.length === 0) return;
  queue(owner);
  if (!interleaves(owner)) return;
  for (const _turn of turns) owner.type.host.markIdle();
}

/** Ends an activation at once: the engine stops. */
export function shutDown(owner: TurnOwner): void {
  const { phase } = owner;
  if (phase === "dormant") return;
  const { loss } = owner.type.host;
  owner.buryAll(
    "engine-stopped",
    (to, method) => engineStopped(to, method, loss),
  );
  if (phase === "deactivating") return;
  owner.enqueue(DEACTIVATE, "shutdown", null, null);
  cutTurns(owner, { makeReason: engineIsStopped, explain: stoppedInTurn });
  owner.type.lookAgain(owner);
}

/** Ends an activation at once: its node has lost the actor. */
export function cutOff(owner: AdmissionOwner): void {
  if (owner.phase === "dormant") return;
  owner.life.lose();
  const giveBack = takeMoved(owner);
  if (owner.phase !== "deactivating") endCut(owner);
  giveBack();
}

/** Ends an activation of which nothing runs any more. */
function endCut(owner: AdmissionOwner): void {
  owner.enqueue(DEACTIVATE, "lease-lost", null, null);
  const makeReason = (): unknown => activationEnded(owner);
  cutTurns(owner, { makeReason, explain: lostInTurn });
  goOn(owner);
  // It may wait for what its store has to say, which it does not need any more.
  const isHeld = owner.phase === "active" && owner.runState === HELD;
  if (isHeld) queue(owner);
}

/** Lets an activation end soon: the engine stops. */
export function close(owner: AdmissionOwner): void {
  owner.admitFrom = 0;
  closeOutside(owner);
  unpause(owner);
  owner.life.hurry();
}

/** Settles a turn that is not waited for any more. */
function cut(
  owner: TurnOwner,
  turn: ActorTurn,
  explain: Cut["explain"],
): void {
  const { method, reply, sequence, probed } = turn;
  const error = explain(owner, method);
  turn.abort(error);
  const own = singleOut(reply, method, sequence);
  tell(owner, method.name, own, error);
  if (probed !== null) owner.tracker?.end(probed, "unknown");
}
