import type { ActorId } from "../../../envelope/actor_id.ts";

/** How many actors are known at least before the oldest are forgotten. */
const KEPT = 50_000;

/** What a commit must know of an actor. */
export interface KnownActor {
  /** Its key in the file. */
  readonly key: number;
  /** The version of its record, 0 where it has none. */
  version: number;
  /** The epoch of its last owner, if any. */
  epoch: number | null;
  /** When its record wants it woken. */
  wakeAt: number | null;
}

/**
 * What was read of actors, and is so still: one process writes alone.
 *
 * Those that were not asked for lately are forgotten, by two generations.
 */
export class KnownActors {
  #young = new Map<string, KnownActor>();
  #old = new Map<string, KnownActor>();

  /** Returns an actor that is known. */
  find(actor: ActorId): KnownActor | undefined {
    const name = nameOf(actor);
    const young = this.#young.get(name);
    if (young !== undefined) return young;
    const old = this.#old.get(name);
    if (old !== undefined) this.#add(name, old);
    return old;
  }

  /** Keeps what was read of an actor. */
  keep(actor: ActorId, known: KnownActor): void {
    this.#add(nameOf(actor), known);
  }

  /** Forgets an actor that is not in the file any more. */
  forget(actor: ActorId): void {
    const name = nameOf(actor);
    this.#young.delete(name);
    this.#old.delete(name);
  }

  /** Forgets all: what is in the file is not sure. */
  clear(): void {
    this.#young = new Map();
    this.#old = new Map();
  }

  #add(name: string, known: KnownActor): void {
    if (this.#young.size >= KEPT) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(name, known);
  }
}

// The length says where the type ends, whatever is in it.
function nameOf({ type, id }: ActorId): string {
  return `${type.length} ${type}${id}`;
}
