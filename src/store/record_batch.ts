import { Writer } from "../codec/bytes/writer.ts";
import type { ActorRecord } from "./record.ts";
import { writeRecord } from "./record_codec.ts";

/** How many bytes are written into one buffer, and are kept for the next. */
const BUFFER_BYTES = 1_048_576;

/**
 * Encodes the records of one commit behind each other into one buffer: to make
 * one for each costs more than to encode it.
 */
export class RecordBatch {
  #to = new Writer();

  /** Begins anew: what was encoded before is written over. */
  clear(): void {
    this.#to.clear(BUFFER_BYTES);
  }

  /** Returns the bytes of a record, which are good until the next batch. */
  encode(record: ActorRecord): Uint8Array<ArrayBuffer> {
    // What is behind a growing buffer's end stays in the one before.
    if (this.#to.length > BUFFER_BYTES) this.#to = new Writer();
    const to = this.#to;
    const { length, objects } = to;
    try {
      writeRecord(record, to);
    } catch (error) {
      to.rewind(length, objects);
      throw error;
    }
    return to.buffer.subarray(length, to.length);
  }
}
