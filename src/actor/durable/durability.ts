import { UncommittedStateError } from "../../base/durable_errors.ts";
import {
  EncodingOwner,
  type ReferenceOwner,
} from "../../codec/reference/reference.ts";
import { type ActorId, formatActor } from "../../envelope/actor_id.ts";
import type { Reply } from "../../envelope/reply.ts";
import { isStreamingSink } from "../../envelope/streaming.ts";
import type { Held, Holder, Target } from "../../envelope/target.ts";
import type { ActorWrite, RowWrite, StoredRecord } from "../../store/store.ts";
import type { ActorType } from "../actor_type.ts";
import type { CommitSource, Committer } from "../port/committer.ts";
import type { Asker } from "../turn/turn_context.ts";
import type { TurnCell } from "../turn/turn.ts";
import type { Effect } from "./effect.ts";
import { Gate } from "./gate.ts";
import type { HeldCall } from "./held_call.ts";
import { type CallHolder, HeldTarget } from "./held_target.ts";
import type { LiveState, StateOwner } from "./live_state.ts";
import { OpenTransactions } from "./open_transactions.ts";
import * as outside from "./outside.ts";
import { RecordImage } from "./record_image.ts";
import type { State, StateOptions } from "./state.ts";
import type { Posting } from "./send_post.ts";
import type { SendsOwner } from "./sends.ts";
import { Transaction } from "./transaction.ts";

/** The cell of a durable actor. */
export interface DurabilityOwner extends Posting, TurnCell {
  readonly actor: ActorId;
  readonly type: ActorType;
  /** Learns that a commit was lost: its activation must end. */
  noteLost(): void;
  /** Learns that nothing that it has sent is on its way any more. */
  noteArrived(): void;
}

/**
 * What makes one actor durable: its record, its transactions, and the gate that
 * all leaves by.
 */
export class Durability
  implements StateOwner, CommitSource, CallHolder, Holder, SendsOwner {
  readonly gate: Gate = new Gate();
  readonly image: RecordImage;
  readonly arrival: ReferenceOwner;
  readonly departure: ReferenceOwner;
  period = 0;
  /** Whether its record is the one that its store has, or is to have. */
  isLoaded = false;
  readonly #owner: DurabilityOwner;
  readonly #committer: Committer;
  readonly #open: OpenTransactions;
  #isAdded = false;
  #whenQuiet: (() => void) | null = null;

  constructor(owner: DurabilityOwner, committer: Committer) {
    this.#owner = owner;
    this.#committer = committer;
    this.arrival = owner;
    this.departure = new EncodingOwner(owner);
    this.image = new RecordImage(owner.actor, this);
    this.#open = new OpenTransactions(owner);
  }

  get actor(): ActorId {
    return this.#owner.actor;
  }

  get sender(): DurabilityOwner {
    return this.#owner;
  }

  /** Whether changes of it are not stored yet. */
  get isPending(): boolean {
    return this.#isAdded || !this.gate.isOpen;
  }

  /** Takes what is stored. */
  load(stored: StoredRecord | null): void {
    this.image.load(stored);
    this.isLoaded = true;
  }

  /** Lets the actor be built anew, from its record. */
  close(): void {
    this.image.states.close();
    this.#open.clear();
  }

  /** Calls back, now or when all changes are stored, or lost. */
  whenQuiet(callback: () => void): void {
    if (this.isPending) this.#whenQuiet = callback;
    else callback();
  }

  openState<T>(
    name: string,
    initial: () => T,
    options: StateOptions<T>,
  ): State<T> {
    const { actor, type: { definition } } = this.#owner;
    const type = definition.states?.[name];
    if (type === undefined) throw outside.unknownState(actor, name);
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
    if (outer !== undefined && this.#isUncommitted(outer, null)) {
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
    return this.#open.some(({ effect: other }) => other?.isOf(effect));
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
  async commit(): Promise<void> {
    const transaction = this.#open.current;
    if (transaction === null) throw outside.noTurn(this.actor, "commit");
    this.#accept(transaction);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const drop = (): void => reject(outside.commitLost(this.actor));
    this.gate.pass({ answers: null, release: resolve, drop });
    await promise;
  }

  /** Has the record deleted when the turn is committed. */
  erase(): void {
    const transaction = this.#open.current;
    if (transaction === null) throw outside.noTurn(this.actor, "erase");
    transaction.isErasing = true;
  }

  /** Undoes all transactions: what goes on of them is cut. */
  undoAll(): void {
    for (const transaction of this.#open) this.undo(transaction);
  }

  /** Undoes a transaction; returns whether it has changed anything. */
  undo(transaction: Transaction): boolean {
    const hasChanged = transaction.hasChanged;
    for (const state of transaction.looked) state.rollBack();
    for (const part of this.image.parts) part.rollBack();
    for (const one of transaction.leaving) one.drop();
    transaction.clear();
    this.#open.delete(transaction);
    return hasChanged;
  }

  hold(call: HeldCall): void {
    const transaction = this.#open.current;
    if (transaction === null) return this.gate.pass(call);
    transaction.leaving.push(call);
    const { reply } = call;
    if (reply === null) return;
    // Made later than it is awaited: its interceptors took their time.
    const isAwaited = isStreamingSink(reply) || reply.awaitedBy !== null;
    if (isAwaited) this.#letGo(transaction, call);
  }

  /** Lets something leave that is no call, once its turn is committed. */
  holdBack(held: Held): void {
    const transaction = this.#open.current;
    if (transaction === null) this.gate.pass(held);
    else transaction.leaving.push(held);
  }

  takeBack(call: Reply): HeldCall | undefined {
    for (const transaction of this.#open) {
      const held = transaction.takeBack(call);
      if (held !== undefined) return held;
    }
    return undefined;
  }

  /** Learns that a turn awaits a call: it is made now, or never. */
  noteAwaited(call: Reply): void {
    const transaction = this.#open.current;
    const held = transaction?.findCall(call);
    if (held !== undefined) this.#letGo(transaction!, held);
  }

  /** Returns an actor as its own one calls it. */
  holdTarget(target: Target): Target {
    return new HeldTarget(target, this);
  }

  noteLook(state: LiveState): boolean {
    const transaction = this.#open.current;
    if (transaction === null) throw outside.noTurnForState(this.actor, state);
    if (transaction !== this.#open.innermost) {
      throw outside.otherTurn(this.actor, state);
    }
    if (transaction.looked.includes(state)) return false;
    transaction.looked.push(state);
    return true;
  }

  /** Has rows written that no turn's changes go with. */
  writeRows(rows: readonly RowWrite[]): void {
    this.image.addRows(rows);
    this.#close();
  }

  touch(): void {
    if (!this.isLoaded) return;
    this.image.touch();
    this.#add();
  }

  afterCommit(callback: () => void): void {
    this.gate.close();
    this.gate.pass({ answers: null, release: callback, drop: () => {} });
  }

  noteArrived(): void {
    this.#owner.noteArrived();
  }

  takeWrite(): ActorWrite | null {
    this.#isAdded = false;
    // What was changed since stands on what was lost.
    if (!this.isLoaded) return null;
    this.gate.beginCommit();
    return this.image.takeWrite();
  }

  noteCommitted(): void {
    this.image.noteStored();
    this.gate.endCommit();
  }

  release(): void {
    this.gate.release();
    this.#noteQuiet();
  }

  noteLost(): void {
    this.isLoaded = false;
    this.image.sends.end();
    this.gate.drop();
    this.#noteQuiet();
    this.#owner.noteLost();
  }

  #noteQuiet(): void {
    if (this.#whenQuiet === null || this.isPending) return;
    const callback = this.#whenQuiet;
    this.#whenQuiet = null;
    callback();
  }

  #accept(transaction: Transaction): void {
    if (!this.isLoaded) throw outside.commitLost(this.actor);
    const { sends } = this.image;
    const { rows } = transaction;
    const leaving = sends.prepare(transaction.leaving);
    const hasChanged = this.#prepare(transaction);
    if (transaction.isErasing) {
      sends.accept();
      this.image.erase(rows);
      this.#close();
    } else if (hasChanged) {
      this.image.checkSize(this.#owner.type);
      for (const state of transaction.looked) state.accept();
      for (const part of this.image.parts) part.accept();
      this.image.change(rows);
      this.#close();
    } else if (rows.length > 0) this.writeRows(rows);
    transaction.clear();
    for (const one of leaving) this.gate.pass(one);
  }

  /** Has all that passes from now on wait for the next commit. */
  #close(): void {
    this.gate.close();
    this.#committer.countTurn();
    this.#add();
  }

  #add(): void {
    if (this.#isAdded) return;
    this.#isAdded = true;
    this.#committer.add(this);
  }

  /** Encodes what a transaction has changed; returns whether it has. */
  #prepare(transaction: Transaction): boolean {
    let hasChanged = false;
    // One that is not the innermost has looked at nothing since it was asked.
    if (transaction !== this.#open.innermost) {
      return this.image.sends.hasChanged;
    }
    for (const state of transaction.looked) {
      if (state.prepare()) hasChanged = true;
    }
    return hasChanged || this.image.parts.some((part) => part.hasChanged);
  }

  /** Whether a transaction has changed anything, or sent beside a call. */
  #isUncommitted(transaction: Transaction, call: HeldCall | null): boolean {
    return transaction.hasChanged || transaction.hasSent(call) ||
      this.image.parts.some((part) => part.hasChanged);
  }

  /** Makes a call that is awaited, and those before it, or refuses it. */
  #letGo(transaction: Transaction, call: HeldCall): void {
    const { leaving } = transaction;
    if (this.#isUncommitted(transaction, call)) {
      leaving.splice(leaving.indexOf(call), 1);
      call.fail(outside.uncommitted(this.actor, call));
      return;
    }
    const going = leaving.splice(0, leaving.indexOf(call) + 1);
    for (const one of going) this.gate.pass(one);
  }
}
