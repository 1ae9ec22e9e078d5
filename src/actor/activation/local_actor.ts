import type { Reference, ReferenceName } from "../../codec/reference.ts";
import type { ActorId } from "../../envelope/actor_id.ts";
import type { ActorDefinition } from "../../envelope/definition.ts";
import type { Call, Caller, CallHost } from "../../envelope/target.ts";
import { bindProxy } from "../../proxy/actor_proxy.ts";
import type { ActorType } from "../actor_type.ts";
import { Inbox } from "../inbox/inbox.ts";

/**
 * Who an actor of this engine is, live or not: its type and its id, on top of
 * the inbox that its cell begins with.
 */
export abstract class LocalActor extends Inbox implements Caller {
  readonly type: ActorType;
  readonly id: string;

  constructor(type: ActorType, id: string) {
    super();
    this.type = type;
    this.id = id;
  }

  get actor(): ActorId {
    return { type: this.type.name, id: this.id };
  }

  get host(): CallHost {
    return this.type.host;
  }

  get definition(): ActorDefinition {
    return this.type.definition;
  }

  abstract noteAwaited(call: Call): void;

  /** The actor's registered self: proxies may hold one that never woke. */
  abstract get registered(): this;

  bind(reference: Reference): Reference {
    // The registered one: this one may be another that never woke.
    return bindProxy(reference, this.registered, this.host);
  }

  resolve(name: ReferenceName): Reference {
    return this.type.host.resolve(name, this);
  }
}
