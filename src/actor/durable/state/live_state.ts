import { areSameBytes } from "../../../base/same_bytes.ts";
import { quote } from "../../../base/escape_controls.ts";
import { explainCodecError } from "../../../base/errors.ts";
import { giveWriterBack, takeWriter } from "../../../codec/bytes/pool.ts";
import type { Writer } from "../../../codec/bytes/writer.ts";
import type { ReferenceOwner } from "../../../codec/reference/reference.ts";
import { type ActorId, formatActor } from "../../../envelope/actor_id.ts";
import type { StateType } from "../../../envelope/state_type.ts";
import { StaleValue } from "./stale_value.ts";
import type { State } from "./state.ts";
import { decodeState } from "./state_bytes.ts";

/** The longest image whose bytes are kept to be written over. */
const MOST_SPARE_BYTES = 4_096;

/** The actor whose state it is. */
export interface StateOwner {
  readonly actor: ActorId;
  /** Says whether references may be stored. */
  readonly departure: ReferenceOwner;
  /** Binds references in what was stored. */
  readonly arrival: ReferenceOwner;
  /** Grows whenever code may have run that belongs to no turn. */
  readonly period: number;
  /**
   * Notes that a turn looks at a state; returns whether it is the first time.
   *
   * @throws {Error} If the code that asks belongs to no turn.
   */
  noteLook(state: LiveState): boolean;
}

/** A state of one activation: its value, and the image of that in bytes. */
export class LiveState implements State<unknown> {
  readonly type: StateType;
  readonly version: number;
  readonly #owner: StateOwner;
  // The bytes at the end of the last turn that was accepted.
  #image: Uint8Array;
  #next: Uint8Array | null = null;
  // The image before: as a rule the next one has as many bytes.
  #spare: Uint8Array | null = null;
  #value: unknown;
  #hasValue = false;
  // In which period it was last seen to be as its image.
  #seenIn = -1;

  constructor(
    owner: StateOwner,
    type: StateType,
    version: number,
    image: Uint8Array,
  ) {
    this.#owner = owner;
    this.type = type;
    this.version = version;
    this.#image = image;
  }

  get name(): string {
    return this.type.name;
  }

  get value(): unknown {
    this.#lookOnce();
    return this.#value;
  }

  set value(value: unknown) {
    this.#lookOnce();
    this.#value = value;
  }

  /**
   * The bytes at the end of the last turn that was accepted; they are written
   * over when the next but one is.
   */
  get image(): Uint8Array {
    return this.#image;
  }

  /** How many bytes it takes, with what has changed. */
  get size(): number {
    return (this.#next ?? this.#image).length;
  }

  /** What it holds now, encoded or not: for errors that name members. */
  get current(): unknown {
    return this.#value;
  }

  #lookOnce(): void {
    // A call that came back to the turn may have been undone meanwhile.
    if (this.#owner.noteLook(this) || !this.#hasValue) this.#look();
  }

  /** Makes its value of its image, or sees that it is still as that. */
  #look(): void {
    if (!this.#hasValue) {
      const { arrival } = this.#owner;
      this.#value = decodeState(this.type, this.#image, arrival);
      this.#hasValue = true;
    } else if (this.#seenIn !== this.#owner.period && this.prepare()) {
      this.rollBack();
      throw this.#changedOutside();
    }
    this.#seenIn = this.#owner.period;
  }

  /**
   * Encodes what it holds; returns whether that differs from its image.
   *
   * @throws {CodecError} If it is not of its type.
   */
  prepare(): boolean {
    this.#forgetNext();
    if (!this.#hasValue) return false;
    const to = takeWriter(this.#owner.departure);
    try {
      this.type.write(this.#value, to);
      to.checkSize();
      if (areSameBytes(this.#image, to.buffer, to.length)) return false;
      this.#next = this.#copy(to);
      return true;
    } catch (error) {
      const actor = formatActor(this.#owner.actor);
      throw explainCodecError(`Cannot commit ${actor}`, error, "failed");
    } finally {
      giveWriterBack(to);
    }
  }

  /** Takes what was encoded as its image; returns whether it has changed. */
  accept(): boolean {
    this.#seenIn = this.#owner.period;
    if (this.#next === null) return false;
    const before = this.#image;
    this.#spare = before.length > MOST_SPARE_BYTES ? null : before;
    this.#image = this.#next;
    this.#next = null;
    return true;
  }

  /** Returns what it holds, for a turn that goes on with it. */
  abandon(): StaleValue {
    return new StaleValue(this.type, this.#value, this.#owner.departure);
  }

  /** Goes back to its image. */
  rollBack(): void {
    this.#forgetNext();
    this.#value = undefined;
    this.#hasValue = false;
  }

  /** Copies what was written: to make bytes for each turn is dear. */
  #copy(to: Writer): Uint8Array {
    const spare = this.#spare;
    if (spare?.length !== to.length) return to.toBytes();
    this.#spare = null;
    spare.set(to.buffer.subarray(0, to.length));
    return spare;
  }

  #forgetNext(): void {
    this.#spare = this.#next ?? this.#spare;
    this.#next = null;
  }

  #changedOutside(): Error {
    return new Error(
      `Cannot use state ${quote(this.name)} of ` +
        `${formatActor(this.#owner.actor)}: it was changed outside of a ` +
        "turn, which is undone; change it in a turn, or send to the actor",
    );
  }
}
