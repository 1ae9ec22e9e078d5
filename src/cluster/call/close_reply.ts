import { errorOf } from "../../base/deferred_error.ts";
import {
  ENCODING,
  type ReferenceOwner,
} from "../../codec/reference/reference.ts";
import type { Reply } from "../../envelope/reply.ts";
import {
  HEAD_BYTES,
  makeFramed,
  MESSAGES,
  writeHead,
} from "../frame/message.ts";
import { makeError } from "./incoming_call.ts";

/** Tells another node that a generator which it has closed has ended. */
export class CloseReply implements Reply {
  isOver = false;
  readonly scope = null;
  readonly endsAt = Infinity;
  readonly carried = null;
  readonly once = null;
  readonly madeBy = null;
  readonly awaitedBy = null;
  readonly depth = 0;
  readonly #post: (message: Uint8Array) => void;
  readonly #id: number;

  constructor(post: (message: Uint8Array) => void, id: number) {
    this.#post = post;
    this.#id = id;
  }

  get origin(): this {
    return this;
  }

  get owner(): ReferenceOwner {
    return ENCODING;
  }

  get isGivenUp(): boolean {
    return this.isOver;
  }

  settle(): void {
    const value = undefined;
    this.#end(makeFramed(HEAD_BYTES, { kind: "reply", value }, ENCODING));
  }

  fail(reason: unknown): void {
    this.#end(makeError(errorOf(reason)));
  }

  #end(message: Uint8Array): void {
    if (this.isOver) return;
    this.isOver = true;
    writeHead(message, MESSAGES.closed, this.#id);
    this.#post(message);
  }
}
