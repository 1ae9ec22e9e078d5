import type { CallError } from "../../base/errors.ts";
import type { Runtime } from "../../base/runtime.ts";
import type { MadeTurns } from "./made_turns.ts";
import type { OutgoingCall } from "./outgoing_call.ts";

/** What outgoing calls ask of their node. */
export interface OutgoingHost {
  readonly runtime: Runtime;
  /** Fails a call of which no node has told anything. */
  fail(call: OutgoingCall, error: CallError): void;
  readonly turns: MadeTurns;
  /** The node that serves a shard now, which may be this; `null` for none. */
  findServer(shard: number): string | null;
  /** Says why a node does not take a call, if it is known not to. */
  findRefusal(call: OutgoingCall, node: string): CallError | null;
  /** Sends a message; those of one key keep their order. */
  post(node: string, message: Uint8Array, key: number): number;
  /** Whether a node has not taken what was sent to it before. */
  isFull(node: string): boolean;
  /** Learns that a call that a turn has made was sent. */
  noteSent(): void;
  /** Learns that one more call to a node waits for its answer, or one less. */
  noteAwaiting(node: string, change: 1 | -1): void;
}
