import type { CallError } from "../../base/errors.ts";
import type { Call, CallHost } from "../../envelope/target.ts";
import { fail } from "./fail.ts";
import type { OutgoingCalls } from "./outgoing_calls.ts";

/**
 * Fails a call for what its caller's node knows: one that waits to be sent is
 * not, and the node that has it is told.
 */
export function abandon(
  calls: OutgoingCalls,
  host: CallHost,
  call: Call,
  error: CallError,
): void {
  const outgoing = calls.findOf(call);
  if (outgoing === undefined) return;
  const { lane, node } = outgoing;
  if (node !== null) calls.giveUp(call, { kind: "aborted", reason: error });
  else lane.remove(outgoing);
  calls.finish(outgoing);
  if (lane.isEmpty) calls.lanes.close(lane);
  fail(host, outgoing, error);
}
