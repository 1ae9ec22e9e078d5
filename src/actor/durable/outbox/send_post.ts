import { CallError } from "../../../base/errors.ts";
import { quote } from "../../../base/escape_controls.ts";
import { decodeWith } from "../../../codec/bytes/whole.ts";
import { DecodingOwner } from "../../../codec/reference/reference.ts";
import { decodeValue } from "../../../codec/wire/cbor.ts";
import { formatActor } from "../../../envelope/actor_id.ts";
import type { Carried } from "../../../envelope/carry.ts";
import type { Method } from "../../../envelope/definition.ts";
import { deliver, type Sender } from "../../../envelope/deliver.ts";
import type { SentOnce } from "../../../envelope/once.ts";
import { DeliveryReply } from "../../../envelope/replies/delivery_reply.ts";
import type { OutcomeListener } from "../../../envelope/replies/lazy_outcome.ts";
import type { Caller, Target } from "../../../envelope/target.ts";
import type { DurableCounts } from "../../port/durable_counts.ts";
import type { Host } from "../../port/host.ts";
import type { OutboxSend } from "./outbox.ts";

/** A durable actor as one that sends. */
export interface Posting extends Caller {
  readonly type: Caller["type"] & {
    readonly host: Host;
    readonly durable: DurableCounts;
  };
}

/** Where a send goes, and what it hands over there. */
interface Addressed {
  readonly to: Sender;
  readonly method: Method;
  readonly payload: unknown;
}

/** Sends one out of an outbox; the listener learns what becomes of it. */
export function post(
  sender: Posting,
  from: Pick<SentOnce, "line" | "sender">,
  send: OutboxSend,
  after: number,
  listener: OutcomeListener,
): void {
  const { sequence, key } = send;
  const once: SentOnce = {
    kind: "send",
    sender: from.sender,
    line: from.line,
    sequence,
    after,
    key,
  };
  let reply: DeliveryReply;
  try {
    const carried = readCarried(sender, send);
    reply = new DeliveryReply(sender, once, carried, listener);
  } catch (error) {
    return listener.fail(error);
  }
  try {
    const { to, method, payload } = address(sender, send);
    const refusal = deliver(to, method, payload, reply, sender);
    if (refusal !== undefined) reply.fail(refusal);
  } catch (error) {
    reply.fail(error);
  }
}

/**
 * Finds where a send goes.
 *
 * @throws {CallError} If it cannot go there, or its payload does not fit.
 */
function address(sender: Posting, send: OutboxSend): Addressed {
  const { copy } = send;
  if (copy !== null) {
    send.copy = null;
    return copy;
  }
  const { to, method: name } = send;
  const found = sender.type.host.route(to);
  if (found === null) throw refuse(send, "remote", unknownType(to.type));
  const { definition, target } = found;
  if (definition.states === null) {
    throw refuse(send, "key-refused", "its class is not durable any more");
  }
  const method = definition.methods[name];
  if (method === undefined) {
    throw refuse(send, "unknown-method", "the actor has no such method");
  }
  return { to: { target }, method, payload: readPayload(send, method, target) };
}

function readPayload(
  { payload }: OutboxSend,
  method: Method,
  target: Target,
): unknown {
  // A wire takes what a sender has: its end binds what is in it.
  const owner = new DecodingOwner(target);
  return decodeWith(owner, payload, (from) => method.readPayload(from));
}

function readCarried(sender: Posting, { carried }: OutboxSend): Carried | null {
  const { carry } = sender.type.host;
  if (carry === null || carried === null) return null;
  return carry.receive(decodeValue(carried, sender), sender);
}

function unknownType(type: string): string {
  return `the engine does not know the type ${quote(type)}`;
}

function refuse(
  { to, method }: OutboxSend,
  code: "key-refused" | "remote" | "unknown-method",
  state: string,
): CallError {
  const message = `Cannot call ${formatActor(to)}.${method}: ${state}`;
  return new CallError(message, { code, outcome: "not-run" });
}
