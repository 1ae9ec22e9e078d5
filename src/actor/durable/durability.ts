import { UncommittedStateError } from "../../base/durable_errors.ts";
import {
  EncodingOwner,
  type ReferenceOwner,
} from "../../codec/reference/reference.ts";
import { type ActorId, formatActor } from "../../envelope/actor_id.ts";
import type { Held, Holder, Target } from "../../envelope/target.ts";
import type { RowWrite, StoredRecord } from "../../store/store.ts";
import type { ActorType } from "../actor_type.ts";
import type { Committer } from "../port/committer.ts";
import type { Asker } from "../turn/turn_context.ts";
import type { TurnCell } from "../turn/turn.ts";
import { Commits, type CommitsOwner } from "./commits.ts";
import type { Effect } from "./once/effect.ts";
import { Gate } from "./gate/gate.ts";
import { HeldCalls } from "./held_calls.ts";
import { HeldTarget } from "./gate/held_target.ts";
import type { LiveState, StateOwner } from "./state/live_state.ts";
import { OpenTransactions } from "./turn/open_transactions.ts";
import * as refusal from "./turn/refusal.ts";
import type { ReminderOwner, Reminders } from "./reminder/reminders.ts";
import { RecordImage } from "./record/record_image.ts";
import type { State, StateOptions } from "./state/state.ts";
import type { Posting } from "./outbox/send_post.ts";
import type { SendsOwner } from "./outbox/sends.ts";
import { Transaction } from "./turn/transaction.ts";

/** The cell of a durable actor. */
export interface DurabilityOwner extends CommitsOwner, Posting, TurnCell {
  readonly actor: ActorId;
  readonly type: ActorType;
  /** Learns that none of its sends is on its way any more. */
  noteArrived(): void;
  /** Learns that it is live. */
  noteStarted(): void;
}

/**
 * What makes one actor durable: its record, its transactions, and the gate that
 * all leaves by.
 */
export class Durability
  implements StateOwner, Holder, ReminderOwner, SendsOwner {
  readonly gate: Gate = new Gate();
  readonly image: RecordImage;
  /** The calls that its turns hold. */
  readonly calls: HeldCalls;
  readonly arrival: ReferenceOwner;
  readonly departure: ReferenceOwner;
  readonly commits: Commits;
  period = 0;
  /** Whether its actor was live since it was activated last. */
  hasStarted = false;
  readonly #owner: DurabilityOwner;
  readonly #committer: Committer;
  readonly #open: OpenTransactions;

  constructor(owner: DurabilityOwner, committer: Committer) {
    this.#owner = owner;
    this.#committer = committer;
    this.arrival = owner;
    this.departure = new EncodingOwner(owner);
    this.image = new RecordImage(owner.actor, this);
    this.commits = new Commits(owner, committer, this.image, this.gate);
    this.#open = new OpenTransactions(owner);
    this.calls = new HeldCalls(owner.actor, this.#open, this.gate, this.image);
  }

  get actor(): ActorId {
    return this.#owner.actor;
  }

  get sender(): DurabilityOwner {
    return this.#owner;
  }

  get reminders(): Reminders {
    return this.image.reminders;
  }

  /** Whether the turn whose method runs is a reminder's. */
  get isReminding(): boolean {
    return this.#open.isReminding;
  }

  noteStarted(): void {
    this.hasStarted = true;
    this.#owner.noteStarted();
  }

  assertTurn(action: string): void {
    const { current, innermost } = this.#open;
    if (current === null) throw refusal.noTurn(this.actor, action);
    if (current === innermost) return;
    throw refusal.notInnermost(this.actor, action);
  }

  /** Whether its record is the one that its store has, or is to have. */
  get isLoaded(): boolean {
    return this.commits.isLoaded;
  }

  /** Whether changes of it are not stored yet. */
  get isPending(): boolean {
    return this.commits.isPending;
  }

  /** Takes what is stored. */
  load(stored: StoredRecord | null): void {
    this.image.load(stored);
    this.commits.isLoaded = true;
    this.#owner.type.host.waker?.noteLoaded(this.actor);
  }

  /** Lets the actor be built anew, from its record. */
  close(): void {
    this.hasStarted = false;
    this.image.states.close();
    this.reminders.begin();
    this.#open.clear();
  }

  openState<T>(
    name: string,
    initial: () => T,
    options: StateOptions<T>,
  ): State<T> {
    const type = refusal.findState(this.#owner, name);
    return this.image.states.openState(type, initial, options);
  }

  /**
   * Begins the transaction of a turn or hook.
   *
   * @throws {UncommittedStateError} If the turn that it is called for has
   * changed something.
   */
  begin(): Transaction {
    const outer = this.#open.innermost;
    if (outer !== null && this.calls.isUncommitted(outer, null)) {
      throw new UncommittedStateError(
        `Cannot begin a turn of ${formatActor(this.actor)}: the turn that ` +
          "it came back to has uncommitted changes; let it `await " +
          "ctx.commit()` before it calls",
      );
    }
    const transaction = new Transaction();
    this.#open.add(transaction);
    return transaction;
  }

  /** Whether a turn is under way that has an effect under the same key. */
  isRunning(effect: Effect): boolean {
    return this.#open.all.some(({ effect: other }) => other?.isOf(effect));
  }

  /** Returns the transaction of a turn or hook that goes on. */
  find(asker: Asker): Transaction | undefined {
    return this.#open.find(asker);
  }

  /**
   * Ends a transaction: what it has changed is to be stored, and what it lets
   * leave waits for that.
   *
   * @throws {Error} If it cannot be stored; then it is to be undone.
   */
  end(transaction: Transaction): void {
    this.#accept(transaction);
    this.#open.delete(transaction);
  }

  /** Ends what a transaction has done so far, and waits until it is stored. */
  commit(): Promise<void> {
    const transaction = this.#open.current;
    if (transaction === null) throw refusal.noTurn(this.actor, "commit");
    const { looked } = transaction;
    this.#accept(transaction);
    // The turn goes on with the values that it has.
    transaction.looked = looked;
    return this.gate.wait((cause) => refusal.commitLost(this.actor, cause));
  }

  /** Has the record deleted when the turn is committed. */
  erase(): void {
    this.assertTurn("erase");
    if (!this.hasStarted) throw refusal.notStarted(this.actor, "erase");
    this.#open.current!.isErasing = true;
  }

  /** Undoes all transactions: what goes on of them is cut. */
  undoAll(): void {
    for (const transaction of this.#open.all) this.undo(transaction);
  }

  /** Undoes a transaction; returns whether it has changed anything. */
  undo(transaction: Transaction): boolean {
    const hasChanged = this.#rollBack(transaction);
    this.image.sends.rollBack();
    for (const one of transaction.leaving) one.drop();
    transaction.clear();
    this.#open.delete(transaction);
    return hasChanged;
  }

  #rollBack(transaction: Transaction): boolean {
    // What there is to undo is of the innermost: others were clean before it.
    if (transaction !== this.#open.innermost) return false;
    const { hasChanged, looked, outer } = transaction;
    if (hasChanged && outer !== null) {
      this.#open.noteUndone(looked.map((state) => state.abandon()));
    }
    return this.image.rollBack(transaction, hasChanged) || hasChanged;
  }

  /** Lets something leave that is no call, once its turn is committed. */
  holdBack(held: Held): void {
    const transaction = this.#open.current;
    if (transaction === null) this.gate.pass(held);
    else transaction.leaving.push(held);
  }

  /** Returns an actor as its own one calls it. */
  holdTarget(target: Target): Target {
    return new HeldTarget(target, this.calls);
  }

  noteLook(state: LiveState): boolean {
    const transaction = this.#open.current;
    if (transaction === null) throw refusal.noTurnForState(this.actor, state);
    if (transaction !== this.#open.innermost) {
      throw refusal.otherTurn(this.actor, state);
    }
    return transaction.look(state);
  }

  /** Has rows written that no turn's changes go with. */
  writeRows(rows: readonly RowWrite[]): void {
    this.image.writeRows(rows);
    this.commits.addTurn();
  }

  touch(): void {
    if (!this.isLoaded) return;
    this.image.touch();
    this.commits.add();
  }

  afterCommit(callback: () => void): void {
    if (!this.isLoaded) return;
    this.gate.close();
    this.gate.pass({ answers: null, release: callback, drop: () => {} });
  }

  noteArrived(): void {
    this.#owner.noteArrived();
  }

  #accept(transaction: Transaction): void {
    if (!this.isLoaded) throw refusal.commitLost(this.actor);
    const isStale = transaction.stale.some((value) => value.hasChanged);
    if (isStale) throw refusal.staleTurn(this.actor);
    const { rows } = transaction;
    const leaving = this.image.sends.prepare(transaction.leaving);
    const hasChanged = this.#prepare(transaction);
    if (transaction.isErasing) {
      this.image.sends.accept();
      this.image.erase(rows);
      this.commits.addTurn();
    } else if (hasChanged) {
      this.image.checkSize(this.#owner.type);
      if (transaction !== this.#open.innermost) this.image.sends.accept();
      else this.image.accept(transaction.looked);
      this.image.change(rows, this.#committer.batch);
      this.commits.addTurn();
    } else if (rows.length > 0) this.writeRows(rows);
    transaction.clear();
    for (const one of leaving) this.gate.pass(one);
  }

  /** Encodes what a transaction has changed; returns whether it has. */
  #prepare(transaction: Transaction): boolean {
    // One that is not the innermost has looked at nothing since it was asked.
    return transaction === this.#open.innermost
      ? this.image.prepare(transaction)
      : this.image.sends.hasChanged;
  }
}
