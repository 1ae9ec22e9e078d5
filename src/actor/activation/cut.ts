import { singleOut } from "../../envelope/replies/shared_reply.ts";
import { tell } from "../failure/outcome.ts";
import {
  engineIsStopped,
  engineStopped,
  stoppedInTurn,
} from "../failure/refusal.ts";
import { DEACTIVATE } from "../inbox/system_method.ts";
import type { ActorTurn } from "../turn/turn.ts";
import { interleaves, queue, type TurnOwner } from "./run_state.ts";

/** Ends the turns that go on, though their methods do. */
function cutTurns(owner: TurnOwner): void {
  // An `init` is no turn, and would sleep on.
  if (owner.phase === "activating") owner.resources?.endSleeps(engineIsStopped);
  const turns = owner.turns?.endAll() ?? [];
  for (const turn of turns) cut(owner, turn);
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
  cutTurns(owner);
}

/** Settles a turn that is not waited for any more. */
function cut(owner: TurnOwner, turn: ActorTurn): void {
  const { method, reply, sequence, probed } = turn;
  const error = stoppedInTurn(owner, method);
  turn.abort(error);
  const own = singleOut(reply, method, sequence);
  tell(owner, method.name, own, error);
  if (probed !== null) owner.tracker?.end(probed, "unknown");
}
