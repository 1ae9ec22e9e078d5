import type {
  Reference,
  ReferenceBook,
  ReferenceName,
  ReferenceOwner,
  ReferenceType,
} from "../../codec/reference/reference.ts";
import type { ActorId } from "../../envelope/actor_id.ts";
import type { Caller, CallerType } from "../../envelope/target.ts";

/** None of what it sends begins here, so no interceptor here sees it. */
const TYPE: CallerType = { outgoing: [] };

/** It keeps no references here: what it is given is bound where it lives. */
const NO_REFERENCES: ReferenceBook = { find: () => undefined, add: () => {} };

/** An actor of another node as the sender of envelopes. */
export class FarCaller implements Caller {
  readonly actor: ActorId;
  readonly type = TYPE;
  readonly references = NO_REFERENCES;
  readonly durability = null;
  readonly isBusy = false;
  readonly asker = null;
  readonly #outside: ReferenceOwner;

  constructor(actor: ActorId, outside: ReferenceOwner) {
    this.actor = actor;
    this.#outside = outside;
  }

  bind(reference: Reference): Reference {
    return this.#outside.bind(reference);
  }

  resolve(name: ReferenceName, type?: ReferenceType): Reference {
    return this.#outside.resolve(name, type);
  }

  /** Its own node knows what it awaits. */
  noteAwaited(): void {}

  noteConsumed(): void {}

  noteTaken(): void {}
}
