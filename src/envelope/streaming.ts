import type { Reply } from "./reply.ts";

/** The producer's end of a streaming reply, as the consumer's end knows it. */
export interface StreamingSource {
  /** Whether a step is under way. */
  readonly isStepping: boolean;
  /** Lets so many more values be on their way. */
  grant(credit: number): void;
  /**
   * Ends the generator, which runs what it has in `finally`; the reply, if
   * there is one, is settled when that is done. Harmless when it is over.
   */
  close(reply: Reply | null): void;
}

/**
 * The consumer's end of a streaming reply, as the producer's end knows it: it
 * takes values until it is settled with what the generator returned, or fails.
 */
export interface StreamingSink extends Reply {
  /** How many times the consumer has gone on. */
  readonly progress: number;
  /** Whether the consumer awaits a value. */
  readonly isWaiting: boolean;
  /** Learns that the generator has begun. */
  open(source: StreamingSource): void;
  /**
   * Takes a value that is the consumer's own.
   *
   * @throws {CodecError} If it cannot; the reply may still fail.
   */
  push(value: unknown): void;
}

/** Tells a streaming reply's consumer from another reply. */
export function isStreamingSink(reply: Reply): reply is StreamingSink {
  return "push" in reply;
}

/** What ends when the activation of the consumer does. */
export interface Consumed {
  /** Ends it, for it is not consumed any more. */
  abandon(): void;
}
