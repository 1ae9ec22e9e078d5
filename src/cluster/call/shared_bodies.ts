import { SHARED_BODY_BYTES } from "../../base/cluster_limits.ts";
import { encodeWith } from "../../codec/bytes/whole.ts";
import type { ReferenceOwner } from "../../codec/reference/reference.ts";
import type { Method } from "../../envelope/definition.ts";
import { HEAD_BYTES, idOf, MESSAGES, writeHead } from "../frame/message.ts";

/**
 * The order key of what is shared: none of it is large, so it waits for no
 * large message.
 */
export const BODY_KEY = -1;

/** A payload that goes to many actors: to each node once, before its calls. */
export interface SharedBody {
  /** The message that brings it. */
  readonly message: Uint8Array;
  /** Names it to the nodes that get it; 0 before it is sent. */
  id: number;
}

/** The payloads of one publication, written once for each method. */
export class SharedBodies {
  readonly #byMethod = new Map<Method, SharedBody | null>();

  /**
   * Returns a payload as it goes to nodes; `null` where it goes with each call,
   * for it is so small, or so large that others need not wait for it.
   *
   * @throws {CodecError} If it is not of the type that the method declares.
   */
  open(
    method: Method,
    payload: unknown,
    owner: ReferenceOwner,
  ): SharedBody | null {
    let body = this.#byMethod.get(method);
    if (body === undefined) {
      body = makeBody(method, payload, owner);
      this.#byMethod.set(method, body);
    }
    return body;
  }
}

function makeBody(
  method: Method,
  payload: unknown,
  owner: ReferenceOwner,
): SharedBody | null {
  const bytes = encodeWith(owner, (to) => method.writePayload(payload, to));
  const [least, most] = SHARED_BODY_BYTES;
  if (bytes.length < least || bytes.length > most) return null;
  const message = new Uint8Array(HEAD_BYTES + bytes.length);
  writeHead(message, MESSAGES.body, 0);
  message.set(bytes, HEAD_BYTES);
  return { message, id: 0 };
}

/** What each node was sent last of what calls share. */
export class SentBodies {
  readonly #byNode = new Map<string, SharedBody>();
  #lastId = 0;

  /** Notes what the next calls to a node share; returns whether it is news. */
  note(node: string, body: SharedBody): boolean {
    if (this.#byNode.get(node) === body) return false;
    if (body.id === 0) {
      body.id = this.#lastId = (this.#lastId + 1) >>> 0 || 1;
      writeHead(body.message, MESSAGES.body, body.id);
    }
    this.#byNode.set(node, body);
    return true;
  }

  /** Learns that a node is gone. */
  forget(node: string): void {
    this.#byNode.delete(node);
  }
}

/** What each node has sent last of what its calls share. */
export class ReceivedBodies {
  readonly #byNode = new Map<string, Uint8Array>();

  /** Takes one, in its message. */
  take(node: string, message: Uint8Array): void {
    this.#byNode.set(node, message);
  }

  /** Returns one as bytes, unless another came behind it. */
  find(node: string, id: number): Uint8Array | null {
    const message = this.#byNode.get(node);
    return message !== undefined && idOf(message) === id
      ? message.subarray(HEAD_BYTES)
      : null;
  }

  /** Learns that a node is gone. */
  forget(node: string): void {
    this.#byNode.delete(node);
  }
}
