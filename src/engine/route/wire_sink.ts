import { RETURN } from "../../actor/inbox/system_method.ts";
import {
  DecodingOwner,
  type ReferenceOwner,
} from "../../codec/reference/reference.ts";
import {
  decodeFrame,
  encodeCopy,
  encodeFrame,
} from "../../codec/wire/frame.ts";
import type { Method } from "../../envelope/definition.ts";
import type { Reply } from "../../envelope/reply.ts";
import type {
  StreamingSink,
  StreamingSource,
} from "../../envelope/streaming.ts";
import { WireReply } from "./wire_reply.ts";

/** A streaming reply's consumer at the far end of a wire. */
export class WireSink extends WireReply implements StreamingSink {
  readonly #sink: StreamingSink;
  readonly #method: Method;
  readonly #caller: ReferenceOwner;

  constructor(sink: StreamingSink, method: Method, caller: ReferenceOwner) {
    super(sink, method, caller);
    this.#sink = sink;
    this.#method = method;
    this.#caller = caller;
  }

  get progress(): number {
    return this.#sink.progress;
  }

  get isWaiting(): boolean {
    return this.#sink.isWaiting;
  }

  open(source: StreamingSource): void {
    this.#sink.open(new WireSource(source, this.#caller));
  }

  push(value: unknown): void {
    const bytes = encodeCopy({ kind: "value", value });
    const arrived = decodeFrame(bytes, this.#caller);
    if (arrived.kind !== "value") return;
    const arrival = new DecodingOwner(this.#caller);
    this.#sink.push(this.#method.copyYield(arrived.value, arrival));
  }
}

/** A streaming reply's producer at the far end of a wire. */
class WireSource implements StreamingSource {
  readonly #source: StreamingSource;
  readonly #caller: ReferenceOwner;

  constructor(source: StreamingSource, caller: ReferenceOwner) {
    this.#source = source;
    this.#caller = caller;
  }

  get isStepping(): boolean {
    return this.#source.isStepping;
  }

  grant(credit: number): void {
    const bytes = encodeFrame({ kind: "credit", credit });
    const arrived = decodeFrame(bytes, this.#caller);
    if (arrived.kind === "credit") this.#source.grant(arrived.credit);
  }

  close(reply: Reply | null): void {
    const arrived = decodeFrame(encodeFrame({ kind: "end" }), this.#caller);
    if (arrived.kind !== "end") return;
    const far = reply && new WireReply(reply, RETURN, this.#caller);
    this.#source.close(far);
  }
}
