import type { ReferenceOwner } from "../../codec/reference/reference.ts";
import type { ScopeEnd } from "../../envelope/call_scope.ts";
import type { Method } from "../../envelope/definition.ts";
import type { Reply } from "../../envelope/reply.ts";
import type { Caller } from "../../envelope/target.ts";
import type { Lane } from "./lane.ts";
import type { SharedBody } from "./shared_bodies.ts";
import type { FarSource } from "./far_source.ts";

/** What an outgoing call is made of. */
export interface OutgoingParts {
  /** Its place among all calls that this node has made. */
  readonly order: number;
  readonly lane: Lane<OutgoingCall>;
  readonly method: Method;
  readonly reply: Reply;
  readonly caller: Caller | null;
  /** Its frame, with room for its head. */
  readonly message: Uint8Array;
  /** Its payload, where that is not in its frame. */
  readonly body?: SharedBody | null;
  /** Binds what comes back. */
  readonly arrival: ReferenceOwner;
}

/** A call to an actor that is elsewhere, until it is answered. */
export class OutgoingCall {
  readonly order: number;
  readonly lane: Lane<OutgoingCall>;
  readonly method: Method;
  readonly reply: Reply;
  readonly caller: Caller | null;
  readonly message: Uint8Array;
  readonly arrival: ReferenceOwner;
  readonly body: SharedBody | null;
  /** Names it to the node that runs it; another one each time it is sent. */
  id = 0;
  /** The node that has it; `null` while it waits. */
  node: string | null = null;
  /** The number of its message on the link to that node. */
  number = 0;
  /** Why its caller waits no longer, if it does not. */
  end: ScopeEnd | null = null;
  /** When it was first seen to wait; 0 before. */
  waitsSince = 0;
  /** When it is asked next what it waits for. */
  probeAt = 0;
  /** The producer of its values, once that has begun. */
  source: FarSource | null = null;

  constructor(parts: OutgoingParts) {
    this.order = parts.order;
    this.lane = parts.lane;
    this.method = parts.method;
    this.reply = parts.reply;
    this.caller = parts.caller;
    this.message = parts.message;
    this.arrival = parts.arrival;
    this.body = parts.body ?? null;
  }

  /** Whether it may be sent again though it may have run: it has one effect. */
  get isRepeatable(): boolean {
    return this.reply.once !== null;
  }
}
