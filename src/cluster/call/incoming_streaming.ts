import { STREAMING_CREDIT } from "../../base/limits.ts";
import { ENCODING } from "../../codec/reference/reference.ts";
import type { Reply } from "../../envelope/reply.ts";
import type {
  StreamingSink,
  StreamingSource,
} from "../../envelope/streaming.ts";
import {
  HEAD_BYTES,
  makeBare,
  makeFramed,
  MESSAGES,
} from "../frame/message.ts";
import { IncomingCall } from "./incoming_call.ts";

/** A call of a streaming method from another node. */
export class IncomingStreaming extends IncomingCall implements StreamingSink {
  progress = 0;
  #source: StreamingSource | null = null;
  // Asked for before the generator has begun.
  #closing: Reply | null | undefined = undefined;

  // How many more values may be on their way.
  #room = STREAMING_CREDIT;

  /**
   * Whether its consumer takes what comes: where nothing more may be on its
   * way, it has taken nothing for long enough.
   */
  get isWaiting(): boolean {
    return this.#room > 0 && !this.isOver;
  }

  open(source: StreamingSource): void {
    this.#source = source;
    this.send(makeBare(MESSAGES.open, this.id), MESSAGES.open);
    if (this.#closing !== undefined) source.close(this.#closing);
  }

  push(value: unknown): void {
    const { method } = this;
    const message = makeFramed(
      HEAD_BYTES,
      { kind: "value", value },
      ENCODING,
      (value, to) => method.writeYield(value, to),
    );
    this.#room--;
    this.send(message, MESSAGES.value);
  }

  /** Lets more values come: the consumer has gone on. */
  grant(credit: number): void {
    this.progress++;
    this.#room += credit;
    this.#source?.grant(credit);
  }

  /** Given up while it is open, it runs what its generator has in `finally`. */
  override fail(reason: unknown): void {
    super.fail(reason);
    this.#source?.close(null);
  }

  /** Ends its generator; the reply is settled when that is done. */
  close(reply: Reply | null): void {
    if (this.#source === null) this.#closing = reply;
    else this.#source.close(reply);
  }
}
