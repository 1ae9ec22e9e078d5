import { SHARED_BODY_BYTES } from "../../base/cluster_limits.ts";
import { encodeWith } from "../../codec/bytes/whole.ts";
import type { ReferenceOwner } from "../../codec/reference/reference.ts";
import type { Method } from "../../envelope/definition.ts";
import { HEAD_BYTES, MESSAGES, writeHead } from "../frame/message.ts";

/** A payload that goes to many actors: to each node once, before its calls. */
export interface SharedBody {
  /** The message that brings it. */
  readonly message: Uint8Array;
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
  return { message };
}

/** What each node was sent last of what calls share. */
export class SentBodies {
  readonly #byNode = new Map<string, SharedBody>();

  /** Notes what the next calls to a node share; returns whether it is news. */
  note(node: string, body: SharedBody): boolean {
    if (this.#byNode.get(node) === body) return false;
    this.#byNode.set(node, body);
    return true;
  }

  /** Learns that a node is gone. */
  forget(node: string): void {
    this.#byNode.delete(node);
  }
}
