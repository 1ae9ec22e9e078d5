import { singleOut } from "../../envelope/replies/shared_reply.ts";
import { tell } from "../failure/outcome.ts";
import { engineIsStopped, stoppedInTurn } from "../failure/refusal.ts";
import type { ActorTurn } from "../turn/turn.ts";
import { interleaves, queue, type TurnOwner } from "./run_state.ts";

/** Ends the turns that go on, though their methods do. */
export function cutTurns(owner: TurnOwner): void {
  // An `init` is no turn, and would sleep on.
  if (owner.phase === "activating") owner.resources?.endSleeps(engineIsStopped);
  const turns = owner.turns?.endAll() ?? [];
  for (const turn of turns) cut(owner, turn);
  if (turns.length === 0) return;
  queue(owner);
  if (!interleaves(owner)) return;
  for (const _turn of turns) owner.type.host.markIdle();
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
