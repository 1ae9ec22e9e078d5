import { UNOWNED } from "../../codec/reference/reference.ts";
import {
  HEAD_BYTES,
  makeBare,
  makeFramed,
  MESSAGES,
  writeHead,
} from "../frame/message.ts";
import { makeError } from "./incoming_call.ts";

/** Sends a message to a node; those of one key keep their order. */
export type Post = (node: string, message: Uint8Array, key: number) => number;

/** Answers what came under an id from a node, where no actor does. */
export class AnswerLine {
  readonly #post: Post;

  constructor(post: Post) {
    this.#post = post;
  }

  /** Says that it is done. */
  settle(node: string, id: number): void {
    const value = undefined;
    const message = makeFramed(HEAD_BYTES, { kind: "reply", value }, UNOWNED);
    writeHead(message, MESSAGES.reply, id);
    this.#post(node, message, id);
  }

  /** Says why it is not. */
  fail(node: string, id: number, error: unknown): void {
    const message = makeError(error);
    writeHead(message, MESSAGES.reply, id);
    this.#post(node, message, id);
  }

  /** Gives it back: what it is for is elsewhere. */
  sendBack(node: string, id: number): void {
    this.#post(node, makeBare(MESSAGES.moved, id), id);
  }
}
