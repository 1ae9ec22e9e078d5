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

/** Actors by type, then by id: a joined name would have to be hashed anew. */
type Generation = Map<string, Map<string, KnownActor>>;

/**
 * What was read of actors, and is so still: one process writes alone.
 *
 * Those that were not asked for lately are forgotten, by two generations.
 */
export class KnownActors {
  #young: Generation = new Map();
  #old: Generation = new Map();
  #size = 0;

  /** Returns an actor that is known. */
  find(actor: ActorId): KnownActor | undefined {
    const { type, id } = actor;
    const young = this.#young.get(type)?.get(id);
    if (young !== undefined) return young;
    const old = this.#old.get(type)?.get(id);
    if (old !== undefined) this.keep(actor, old);
    return old;
  }

  /** Keeps what was read of an actor. */
  keep({ type, id }: ActorId, known: KnownActor): void {
    if (this.#size >= KEPT) {
      this.#old = this.#young;
      this.#young = new Map();
      this.#size = 0;
    }
    let ofType = this.#young.get(type);
    if (ofType === undefined) this.#young.set(type, ofType = new Map());
    ofType.set(id, known);
    this.#size++;
  }

  /** Forgets an actor that is not in the file any more. */
  forget({ type, id }: ActorId): void {
    this.#young.get(type)?.delete(id);
    this.#old.get(type)?.delete(id);
  }

  /** Forgets all: what is in the file is not sure. */
  clear(): void {
    this.#young = new Map();
    this.#old = new Map();
    this.#size = 0;
  }
}
