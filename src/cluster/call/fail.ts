import { ExpectedError } from "../../base/expected_error.ts";
import { isThrown } from "../../base/thrown.ts";
import { formatActor } from "../../envelope/actor_id.ts";
import type { CallHost } from "../../envelope/target.ts";
import { CallError } from "../../base/errors.ts";
import type { Logger } from "../../base/logger.ts";
import type { ClusterHost } from "../../engine/cluster_port.ts";
import { isOperation } from "./operations.ts";
import type { OutgoingCall } from "./outgoing_call.ts";

/** Fails a call; a failure that is not awaited becomes a log line. */
export function fail(
  host: CallHost,
  call: OutgoingCall,
  error: unknown,
): void {
  const { reply } = call;
  if (reply.isOver) return;
  reply.fail(error);
  // What refuses on purpose is no failure.
  if (isThrown(error, ExpectedError)) return;
  host.reportIfUnawaited(reply, { source: nameOf(call), reason: error });
}

/** Logs what another node has failed with that is not waited for any more. */
export function logLate(
  logger: Logger,
  call: OutgoingCall,
  error: unknown,
): void {
  const isGivenUp = error instanceof CallError &&
    (error.code === "aborted" || error.code === "timeout");
  if (isGivenUp || isThrown(error, ExpectedError)) return;
  logger.error(`${nameOf(call)} failed after it was given up:`, error);
}

function nameOf({ lane, method }: OutgoingCall): string {
  return `${formatActor(lane.actor)}.${method.name}`;
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
