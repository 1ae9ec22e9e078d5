import { ExpectedError } from "../../base/expected_error.ts";
import { isThrown } from "../../base/thrown.ts";
import { formatActor } from "../../envelope/actor_id.ts";
import type { CallHost } from "../../envelope/target.ts";
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
