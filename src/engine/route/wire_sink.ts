import { RETURN } from "../../actor/inbox/system_method.ts";
import {
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
  readonly #arrival: ReferenceOwner;

  constructor(sink: StreamingSink, method: Method, arrival: ReferenceOwner) {
    super(sink, method, arrival);
    this.#sink = sink;
    this.#method = method;
    this.#arrival = arrival;
  }

  get progress(): number {
    return this.#sink.progress;
  }

  get isWaiting(): boolean {
    return this.#sink.isWaiting;
  }

  open(source: StreamingSource): void {
    this.#sink.open(new WireSource(source, this.#arrival));
  }

  push(value: unknown): void {
    const method = this.#method;
    const arrived = cross(
      { kind: "value", value },
      ENCODING,
      this.#arrival,
      (value, to) => method.writeYield(value, to),
      (from) => method.readYield(from),
    );
    if (arrived.kind === "value") this.#sink.push(arrived.value);
  }
}

/** A streaming reply's producer at the far end of a wire. */
class WireSource implements StreamingSource {
  readonly #source: StreamingSource;
  readonly #arrival: ReferenceOwner;

  constructor(source: StreamingSource, arrival: ReferenceOwner) {
    this.#source = source;
    this.#arrival = arrival;
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
    const far = reply && new WireReply(reply, RETURN, this.#arrival);
    this.#source.close(far);
  }
}
