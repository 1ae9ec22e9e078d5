import { ExpectedError } from "../../base/expected_error.ts";
import { isThrown } from "../../base/thrown.ts";
import { formatActor } from "../../envelope/actor_id.ts";
import type { CallHost } from "../../envelope/target.ts";
import type { CallError } from "../../base/errors.ts";
import type { ClusterHost } from "../../engine/cluster_port.ts";
import { isOperation } from "./operations.ts";
import type { OutgoingCall } from "./outgoing_call.ts";

/** Fails a call; a failure that is not awaited becomes a log line. */
export function fail(
  host: CallHost,
  { reply, lane, method }: OutgoingCall,
  error: unknown,
): void {
  if (reply.isOver) return;
  reply.fail(error);
  // What refuses on purpose is no failure.
  if (isThrown(error, ExpectedError)) return;
  const source = `${formatActor(lane.actor)}.${method.name}`;
  host.reportIfUnawaited(reply, { source, reason: error });
}

/** Fails a call of which no node has told anything: it is told of here. */
export function failHere(
  { actorHost, events }: Pick<ClusterHost, "actorHost" | "events">,
  call: OutgoingCall,
  error: CallError,
): void {
  const { caller, lane: { actor }, method, reply } = call;
  if (reply.isOver) return;
  if (events.isHeard && !isOperation(method)) {
    events.emit({
      kind: error.outcome === "not-run" ? "refused" : "abandoned",
      actor,
      method: method.name,
      caller: caller?.actor ?? null,
      error,
    });
  }
  fail(actorHost, call, error);
}
