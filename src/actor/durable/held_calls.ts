import type { ActorId } from "../../envelope/actor_id.ts";
import type { Reply } from "../../envelope/reply.ts";
import { isStreamingSink } from "../../envelope/streaming.ts";
import type { HolderTurns } from "../../envelope/target.ts";
import type { Gate } from "./gate/gate.ts";
import type { HeldCall } from "./gate/held_call.ts";
import type { CallHolder } from "./gate/held_target.ts";
import type { OpenTransactions } from "./turn/open_transactions.ts";
import * as refusal from "./turn/refusal.ts";
import type { RecordImage } from "./record/record_image.ts";
import type { Transaction } from "./turn/transaction.ts";

/** The calls that the turns of one durable actor make. */
export class HeldCalls implements CallHolder, HolderTurns {
  readonly #actor: ActorId;
  readonly #open: OpenTransactions;
  readonly #gate: Gate;
  readonly #image: RecordImage;

  constructor(
    actor: ActorId,
    open: OpenTransactions,
    gate: Gate,
    image: RecordImage,
  ) {
    this.#actor = actor;
    this.#open = open;
    this.#gate = gate;
    this.#image = image;
  }

  get current(): Transaction | null {
    return this.#open.current;
  }

  isOpen(transaction: object): boolean {
    return this.#open.all.some((one) => one === transaction);
  }

  hold(call: HeldCall): void {
    const transaction = this.#open.current;
    if (transaction === null) return this.#gate.pass(call);
    transaction.leaving.push(call);
    const { reply } = call;
    if (reply === null) return;
    // Made later than it is awaited: its interceptors took their time.
    const isAwaited = isStreamingSink(reply) || reply.awaitedBy !== null;
    if (isAwaited) this.#letGo(transaction, call);
  }

  takeBack(call: Reply): HeldCall | undefined {
    for (const transaction of this.#open.all) {
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

  /** Whether a transaction has changed anything, or sent beside a call. */
  isUncommitted(transaction: Transaction, call: HeldCall | null): boolean {
    return transaction.hasChanged || transaction.hasSent(call) ||
      this.#image.havePartsChanged;
  }

  /** Makes a call that is awaited, and those before it, or refuses it. */
  #letGo(transaction: Transaction, call: HeldCall): void {
    const { leaving } = transaction;
    if (this.isUncommitted(transaction, call)) {
      leaving.splice(leaving.indexOf(call), 1);
      call.fail(refusal.uncommitted(this.#actor, call));
      return;
    }
    const going = leaving.splice(0, leaving.indexOf(call) + 1);
    for (const one of going) this.#gate.pass(one);
  }
}
