import { CallError } from "../../../base/errors.ts";
import { encodeWith } from "../../../codec/bytes/whole.ts";
import { ENCODING } from "../../../codec/reference/reference.ts";
import { encodeValue } from "../../../codec/wire/cbor.ts";
import type { Held } from "../../../envelope/target.ts";
import type { HeldCall } from "../gate/held_call.ts";
import { type Draft, type Outbox, type OutboxSend, sizeOf } from "./outbox.ts";

/** A send to a durable actor, which the commit of its turn stores. */
export class HeldSend implements Held {
  readonly #call: HeldCall;
  readonly #draft: Draft;
  readonly #deliver: (send: OutboxSend) => void;
  #send: OutboxSend | null = null;

  /**
   * Creates it.
   *
   * @throws {CodecError} If it cannot be stored.
   */
  constructor(
    call: HeldCall,
    sentAt: number,
    deliver: (send: OutboxSend) => void,
  ) {
    this.#call = call;
    this.#draft = makeDraft(call, sentAt);
    this.#deliver = deliver;
  }

  get answers(): null {
    return null;
  }

  /** About how many bytes it takes in a record. */
  get size(): number {
    return sizeOf(this.#draft);
  }

  /** Gives it its place in the outbox: its turn is accepted. */
  enter(outbox: Outbox): void {
    const { to, method, payload } = this.#call;
    this.#send = outbox.add(this.#draft);
    // Sent for the first time, it need not be read again.
    this.#send.copy = { to, method, payload };
  }

  release(): void {
    this.#call.noteStored();
    this.#deliver(this.#send!);
  }

  drop(cause?: unknown): void {
    const { action } = this.#call;
    // If it was stored all the same, it will be made.
    this.#call.fail(
      new CallError(`${action}: whether its turn was stored is not known`, {
        code: "commit-failed",
        outcome: "unknown",
        cause,
      }),
    );
  }
}

function makeDraft(call: HeldCall, sentAt: number): Draft {
  const { method, reply, to: { target: { actor, host } } } = call;
  const once = reply?.once ?? null;
  const carried = reply?.carried ?? null;
  return {
    to: { type: actor.type, id: actor.id },
    method: method.name,
    payload: encodeWith(
      ENCODING,
      (to) => method.writePayload(call.payload, to),
    ),
    key: once?.kind === "key" ? once.key : null,
    carried: carried === null || host.carry === null
      ? null
      : encodeValue(host.carry.toFields(carried)),
    sentAt,
  };
}
