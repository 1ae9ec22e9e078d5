import { areSameBytes } from "../../../base/same_bytes.ts";
import { quote } from "../../../base/escape_controls.ts";
import { readThrownMessage } from "../../../base/thrown.ts";
import {
  StoredStateError,
  type StoredStateErrorCode,
} from "../../../base/stored_state_error.ts";
import { decodeValue } from "../../../codec/wire/cbor.ts";
import { formatActor } from "../../../envelope/actor_id.ts";
import type { StateType } from "../../../envelope/state_type.ts";
import type { StoredState } from "../../../store/record.ts";
import { LiveState, type StateOwner } from "../state/live_state.ts";
import { findMissing } from "../state/missing_member.ts";
import * as refusal from "../turn/refusal.ts";
import type { State, StateOptions } from "../state/state.ts";
import { decodeState, encodeState } from "../state/state_bytes.ts";
import type { Transaction } from "../turn/transaction.ts";

/** The states of one actor: those that are stored, and those that are open. */
export class States {
  readonly #owner: StateOwner;
  // Those that are not open; what the class opens no more stays as it is.
  #closed: StoredState[] = [];
  #open: LiveState[] = [];

  constructor(owner: StateOwner) {
    this.#owner = owner;
  }

  /** Those that are open. */
  get open(): Iterable<LiveState> {
    return this.#open;
  }

  /** How many bytes all take, with what has changed. */
  get size(): number {
    let size = 0;
    for (const { bytes } of this.#closed) size += bytes.length;
    for (const state of this.#open) size += state.size;
    return size;
  }

  /** Takes what is stored; none is open from now on. */
  load(stored: readonly StoredState[]): void {
    this.#closed = [...stored];
    this.#open = [];
  }

  /**
   * Encodes those that a turn has looked at, the innermost one; returns whether
   * they have changed.
   *
   * @throws {Error} If it has changed another one.
   */
  prepare(transaction: Transaction): boolean {
    const { looked, outer } = transaction;
    // What another turn holds as well, that one may have changed.
    if (outer === null && looked.length < this.#open.length) {
      this.#assertOthersUnchanged(transaction);
    }
    let hasChanged = false;
    for (const state of looked) if (state.prepare()) hasChanged = true;
    return hasChanged;
  }

  /** Undoes what the innermost turn has changed. */
  rollBack({ looked, outer }: Transaction): void {
    // One may hold a part of another: then that has changed as well.
    const states = outer === null ? this.#open : looked;
    for (const state of states) state.rollBack();
  }

  #assertOthersUnchanged(transaction: Transaction): void {
    for (const state of this.#open) {
      if (transaction.looked.includes(state) || !state.prepare()) continue;
      // It is undone with the turn.
      transaction.look(state);
      throw refusal.keptValue(this.#owner.actor, state);
    }
  }

  /** Closes those that are open: the actor is built anew, from the images. */
  close(): void {
    // The states that are open write over their own.
    this.load(
      this.toStored().map((state) => ({
        ...state,
        bytes: state.bytes.slice(),
      })),
    );
  }

  /** Returns all as they are stored now: to be written, not to be kept. */
  toStored(): StoredState[] {
    const open = this.#open.map(({ type, version, image: bytes }) => {
      const { name, shape } = type;
      return { name, version, shape, bytes };
    });
    return this.#closed.length === 0 ? open : [...this.#closed, ...open];
  }

  /**
   * Opens a state: with what is stored of it, or else its first value.
   *
   * @throws {StoredStateError} If what is stored does not fit.
   * @throws {TypeError} If it is open already, or has no such version.
   */
  openState<T>(
    type: StateType,
    initial: () => T,
    options: StateOptions<T>,
  ): State<T> {
    const { name } = type;
    const { version = 1 } = options;
    if (this.#open.some((state) => state.name === name)) {
      throw this.#refuse(name, "it is open already");
    }
    if (!Number.isSafeInteger(version) || version < 1) {
      throw this.#refuse(name, "its version must be a whole number from 1 on");
    }
    const stored = this.#closed.find((state) => state.name === name);
    const image = stored === undefined
      ? encodeState(type, initial(), this.#owner.departure)
      : this.#read(type, version, stored, options);
    const state = new LiveState(this.#owner, type, version, image);
    this.#open.push(state);
    this.#closed = this.#closed.filter((one) => one !== stored);
    return state as State<T>;
  }

  #refuse(name: string, reason: string): TypeError {
    const actor = formatActor(this.#owner.actor);
    return new TypeError(
      `Cannot open state ${quote(name)} of ${actor}: ${reason}`,
    );
  }

  /** Returns the image of what is stored, once it is known to fit. */
  #read<T>(
    type: StateType,
    version: number,
    stored: StoredState,
    { migrate }: StateOptions<T>,
  ): Uint8Array {
    if (stored.version > version) {
      throw this.#misfit(
        type,
        "newer",
        `it is of version ${stored.version}, and the class knows ${version}`,
      );
    }
    if (stored.version < version) {
      return this.#migrate(type, stored, migrate, version);
    }
    const { bytes } = stored;
    const value = this.#tryTo(type, "mismatch", () => {
      return decodeState(type, bytes, this.#owner.arrival);
    });
    // Not what is stored: in there members may stand in another order, and a
    // turn that only looks would seem to have changed them.
    const image = encodeState(type, value, this.#owner.departure);
    // The same shape has read all of it; another may have read a part only.
    if (stored.shape !== type.shape) this.#assertWhole(type, bytes, image);
    return image;
  }

  /** Throws unless a value has all that was stored. */
  #assertWhole(type: StateType, bytes: Uint8Array, image: Uint8Array): void {
    if (areSameBytes(bytes, image)) return;
    const path = findMissing(this.#readAny(bytes), this.#readAny(image));
    // Only how it is written differs, such as the order of members.
    if (path === null) return;
    const where = path === "" ? type.name : `${type.name}${path}`;
    throw this.#misfit(
      type,
      "mismatch",
      `${where} is stored, and the type has no such member`,
    );
  }

  #migrate<T>(
    type: StateType,
    stored: StoredState,
    migrate: StateOptions<T>["migrate"],
    version: number,
  ): Uint8Array {
    const from = stored.version;
    if (migrate === undefined) {
      throw this.#misfit(
        type,
        "no-migration",
        `it is of version ${from}, the class's is ${version}, and ` +
          "there is no `migrate` in the options of `ctx.state`",
      );
    }
    const value = this.#tryTo(
      type,
      "migration-failed",
      () => migrate(this.#readAny(stored.bytes), from),
    );
    return this.#tryTo(
      type,
      "migration-failed",
      () => encodeState(type, value, this.#owner.departure),
    );
  }

  /** Reads a value of any type as plain data. */
  #readAny(bytes: Uint8Array): unknown {
    return decodeValue(bytes, this.#owner.arrival);
  }

  #tryTo<Result>(
    type: StateType,
    code: StoredStateErrorCode,
    run: () => Result,
  ): Result {
    try {
      return run();
    } catch (error) {
      throw this.#misfit(type, code, readThrownMessage(error), error);
    }
  }

  #misfit(
    { name }: StateType,
    code: StoredStateErrorCode,
    reason: string,
    cause?: unknown,
  ): StoredStateError {
    const actor = formatActor(this.#owner.actor);
    return new StoredStateError(
      `Cannot open stored state ${quote(name)} of ${actor}: ${reason}`,
      { code, state: name, ...(cause === undefined ? {} : { cause }) },
    );
  }
}
