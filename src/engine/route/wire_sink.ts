import { RETURN } from "../../actor/inbox/system_method.ts";
import {
  DecodingOwner,
  ENCODING,
  type ReferenceOwner,
  UNOWNED,
} from "../../codec/reference/reference.ts";
import { cross } from "../../codec/wire/crossing.ts";
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
    const method = this.#method;
    const arrived = cross(
      { kind: "value", value },
      ENCODING,
      new DecodingOwner(this.#caller),
      (value, to) => method.writeYield(value, to),
      (from) => method.readYield(from),
    );
    if (arrived.kind === "value") this.#sink.push(arrived.value);
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
    const arrived = cross({ kind: "credit", credit }, UNOWNED, UNOWNED);
    if (arrived.kind === "credit") this.#source.grant(arrived.credit);
  }

  close(reply: Reply | null): void {
    const arrived = cross({ kind: "end" }, UNOWNED, UNOWNED);
    if (arrived.kind !== "end") return;
    const far = reply && new WireReply(reply, RETURN, this.#caller);
    this.#source.close(far);
  }
}
