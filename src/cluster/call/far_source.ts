import type { Reply } from "../../envelope/reply.ts";
import type { StreamingSource } from "../../envelope/streaming.ts";

/** What the producer of a streaming reply elsewhere is told through. */
export interface SourceLine {
  /** Lets so many more values come. */
  grant(credit: number): void;
  /** Ends the generator; the reply, if any, is settled when that is done. */
  close(reply: Reply | null): void;
}

/** A streaming reply's producer on another node. */
export class FarSource implements StreamingSource {
  readonly #line: SourceLine;
  #isClosed = false;

  constructor(line: SourceLine) {
    this.#line = line;
  }

  /** That is not known here. */
  get isStepping(): false {
    return false;
  }

  grant(credit: number): void {
    if (!this.#isClosed) this.#line.grant(credit);
  }

  close(reply: Reply | null): void {
    if (this.#isClosed) return reply?.settle(undefined);
    this.#isClosed = true;
    this.#line.close(reply);
  }
}
