import type { ActorId } from "../../../envelope/actor_id.ts";
import type { RowName, Store } from "../../../store/store.ts";
import type { KnownRows } from "./known_rows.ts";

/** What rows are looked up for. */
export interface LookUpOwner {
  readonly actor: ActorId;
  readonly type: { readonly host: { readonly store: Store | null } };
  /** How many envelopes wait. */
  readonly places: number;
  /** Learns that what was looked up is known, or could not be read. */
  noteLookedUp(): void;
}

/** The rows that are being read for one activation. */
export class LookUps {
  readonly #owner: LookUpOwner;
  readonly #known: KnownRows;
  readonly #reading = new Set<string>();
  #waiting: (() => void)[] = [];
  // What could not be read, until the envelope that needs it is told.
  readonly #failed = new Map<string, unknown>();

  constructor(owner: LookUpOwner, known: KnownRows) {
    this.#owner = owner;
    this.#known = known;
  }

  /** Whether they are those of some known rows. */
  isOf(known: KnownRows): boolean {
    return this.#known === known;
  }

  /** Calls back when what is being read is known. */
  whenRead(callback: () => void): void {
    this.#waiting.push(callback);
  }

  /**
   * Looks up those that are not known; returns whether all are. Calls back
   * where it begins to.
   */
  ask(names: readonly RowName[], noteBegun: () => void = () => {}): boolean {
    let areKnown = true;
    let hasBegun = false;
    for (const name of names) {
      if (this.#known.find(name) !== undefined) continue;
      const key = `${name.kind} ${name.key}`;
      if (this.#failed.has(key)) continue;
      areKnown = false;
      if (this.#reading.has(key)) continue;
      this.#read(name, key);
      hasBegun = true;
    }
    if (hasBegun) noteBegun();
    return areKnown;
  }

  /**
   * Throws if a row could not be read; the next envelope tries anew.
   *
   * @throws {unknown} What the store has thrown.
   */
  check(names: readonly RowName[]): void {
    for (const name of names) {
      const key = `${name.kind} ${name.key}`;
      if (this.#failed.has(key)) {
        const error = this.#failed.get(key);
        this.#failed.delete(key);
        throw error;
      }
      // It came by another way than those that have waited for it.
      if (this.#known.find(name) === undefined) {
        throw new Error("it was not looked up");
      }
    }
  }

  #read(name: RowName, key: string): void {
    const { actor, type: { host: { store } } } = this.#owner;
    this.#reading.add(key);
    // What a driver throws is as good as a rejection.
    Promise.try(() => store!.read(actor, name)).then(
      (row) => this.#known.learn(name, row, this.#owner.places),
      (error) => void this.#failed.set(key, error),
    ).then(() => {
      this.#reading.delete(key);
      for (const callback of this.#waiting.splice(0)) callback();
      this.#owner.noteLookedUp();
    });
  }
}
