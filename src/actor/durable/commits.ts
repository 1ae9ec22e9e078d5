import type { ActorId } from "../../envelope/actor_id.ts";
import type { RecordBatch } from "../../store/record_batch.ts";
import type { ActorWrite } from "../../store/store.ts";
import type { CommitSource, Committer } from "../port/committer.ts";
import type { Gate } from "./gate/gate.ts";
import type { RecordImage } from "./record/record_image.ts";
import { actorFenced } from "./turn/refusal.ts";

/** The durable actor whose commits they are. */
export interface CommitsOwner {
  readonly actor: ActorId;
  /** How many envelopes wait in its inbox. */
  readonly places: number;
  /** Learns that a commit was lost: its activation must end. */
  noteLost(): void;
  /** Ends at once, for its node has lost it. */
  cutOff(): void;
  /** Learns that all of its changes are stored. */
  noteQuiet(): void;
}

/** The commits of one actor: each takes all that has changed by then. */
export class Commits implements CommitSource {
  /** Whether its record is the one that its store has, or is to have. */
  isLoaded = false;
  /** Whether nothing of it is stored any more: its node has lost the actor. */
  isAbandoned = false;
  readonly #owner: CommitsOwner;
  readonly #committer: Committer;
  readonly #image: RecordImage;
  readonly #gate: Gate;
  #isAdded = false;
  #whenQuiet: (() => void) | null = null;

  constructor(
    owner: CommitsOwner,
    committer: Committer,
    image: RecordImage,
    gate: Gate,
  ) {
    this.#owner = owner;
    this.#committer = committer;
    this.#image = image;
    this.#gate = gate;
  }

  /** Whether changes are not stored yet. */
  get isPending(): boolean {
    return !this.isAbandoned && (this.#isAdded || !this.#gate.isOpen);
  }

  /** Has what has changed taken with the next commit. */
  add(): void {
    if (this.#isAdded) return;
    this.#isAdded = true;
    this.#committer.add(this);
  }

  /** Has what a turn has changed taken so, and lets nothing pass before. */
  addTurn(): void {
    this.#gate.close();
    this.#committer.countTurn();
    this.add();
  }

  /** Calls back, now or when all changes are stored, or lost. */
  whenQuiet(callback: () => void): void {
    if (this.isPending) this.#whenQuiet = callback;
    else callback();
  }

  takeWrite(batch: RecordBatch): ActorWrite | null {
    this.#isAdded = false;
    // What was changed since stands on what was lost.
    if (!this.isLoaded) return this.#noteQuiet();
    this.#gate.beginCommit();
    return this.#image.takeWrite(batch);
  }

  noteCommitted(): void {
    if (this.isAbandoned) return;
    this.#image.noteStored(this.#owner.places);
    this.#image.reminders.tell();
    this.#gate.endCommit();
  }

  release(): void {
    if (this.isAbandoned) return;
    this.#gate.release();
    this.#noteQuiet();
  }

  noteLost(cause: unknown): void {
    if (this.isAbandoned) return;
    this.#drop(cause);
    this.#owner.noteLost();
  }

  noteFenced(): void {
    if (this.isAbandoned) return;
    this.abandon(actorFenced(this.#owner.actor));
    this.#owner.cutOff();
  }

  /** Lets go of all that is not stored by now, whatever becomes of it. */
  abandon(cause: unknown): void {
    if (this.isAbandoned) return;
    this.isAbandoned = true;
    this.#drop(cause);
  }

  #drop(cause: unknown): void {
    this.isLoaded = false;
    this.#image.sends.end();
    this.#gate.drop(cause);
    this.#noteQuiet();
  }

  #noteQuiet(): null {
    if (this.isPending) return null;
    this.#owner.noteQuiet();
    if (this.#whenQuiet === null) return null;
    const callback = this.#whenQuiet;
    this.#whenQuiet = null;
    callback();
    return null;
  }
}
