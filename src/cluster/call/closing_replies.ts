import { ENCODING } from "../../codec/reference/reference.ts";
import type { Reply } from "../../envelope/reply.ts";
import { HEAD_BYTES, idOf, readFramed } from "../frame/message.ts";

/** What waits for the end of a generator on another node. */
interface Closing {
  readonly node: string;
  readonly reply: Reply;
}

/** What waits for the ends of generators on other nodes. */
export class ClosingReplies {
  readonly #byId = new Map<number, Closing>();
  #lastId = 0;

  /** Takes what waits for one; returns the id to name it by. */
  add(node: string, reply: Reply): number {
    do this.#lastId = (this.#lastId + 1) >>> 0 || 1; while (
      this.#byId.has(this.#lastId)
    );
    this.#byId.set(this.#lastId, { node, reply });
    return this.#lastId;
  }

  /** Learns that one has ended, or how that failed. */
  take(node: string, message: Uint8Array): void {
    const id = idOf(message);
    const closing = this.#byId.get(id);
    if (closing === undefined || closing.node !== node) return;
    this.#byId.delete(id);
    const frame = readFramed(HEAD_BYTES, message, ENCODING);
    if (frame.kind === "error") closing.reply.fail(frame.error);
    else closing.reply.settle(undefined);
  }

  /** Learns that a node is gone, and its generators with it. */
  noteLost(node: string): void {
    for (const [id, closing] of this.#byId) {
      if (closing.node !== node) continue;
      this.#byId.delete(id);
      closing.reply.settle(undefined);
    }
  }
}
