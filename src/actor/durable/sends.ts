import { ACKNOWLEDGE_MS, RETRY_MIN_MS } from "../../base/limits.ts";
import type { RuntimeTimer } from "../../base/runtime.ts";
import { makeUuid } from "../../base/uuid.ts";
import { formatActor } from "../../envelope/actor_id.ts";
import type { SentOnce } from "../../envelope/once.ts";
import type { OutcomeListener } from "../../envelope/replies/lazy_outcome.ts";
import type { Held } from "../../envelope/target.ts";
import type { StoredOutbox } from "../../store/record.ts";
import { Delivery, type DeliveryOwner } from "./delivery.ts";
import { HeldCall } from "./held_call.ts";
import { HeldSend } from "./held_send.ts";
import { Outbox, type OutboxSend } from "./outbox.ts";
import type { RecordPart } from "./part.ts";
import { post, type Posting } from "./send_post.ts";

/** The durable actor whose sends they are. */
export interface SendsOwner {
  readonly sender: Posting;
  /** Has the record written with the next commit, though no turn asks. */
  touch(): void;
  /** Calls back when all that has changed so far is committed. */
  afterCommit(callback: () => void): void;
  /** Learns that none is on its way any more. */
  noteArrived(): void;
}

/** What an actor sends to durable ones: its outbox, and who brings it. */
export class Sends implements RecordPart, DeliveryOwner {
  readonly name = "outbox";
  readonly #owner: SendsOwner;
  #outbox: Outbox;
  #delivery: Delivery;
  #from: Pick<SentOnce, "line" | "sender"> | null = null;
  // Those of the turn that is being ended.
  #entering: HeldSend[] = [];
  #isChanged = false;
  #hasBegun = false;
  // While its activation begins or ends, nothing is written by itself.
  #isResting = true;
  #timer: RuntimeTimer | null = null;

  constructor(owner: SendsOwner) {
    this.#owner = owner;
    this.#outbox = this.#open(null);
    this.#delivery = new Delivery(this.#outbox, this);
  }

  /** Whether some are on their way. */
  get isUnderWay(): boolean {
    return this.#delivery.isUnderWay;
  }

  /** How many wait to be taken that are not parked. */
  get waiting(): number {
    return this.#outbox.unparked;
  }

  /** Whether none waits to be taken. */
  get isEmpty(): boolean {
    return this.#outbox.size === 0;
  }

  get bytes(): number {
    return this.#outbox.bytes +
      this.#entering.reduce((sum, { size }) => sum + size, 0);
  }

  get wakeAt(): number | null {
    const isQuiet = this.#outbox.unparked === 0;
    const wakeAt = isQuiet ? null : this.#delivery.findWakeAt();
    if (wakeAt !== null || !this.#isChanged) return wakeAt;
    // The record still has what was taken, and its actor ends.
    return this.now() + RETRY_MIN_MS;
  }

  get hasChanged(): boolean {
    return this.#entering.length > 0;
  }

  /** Takes what is stored; nothing of it is sent before {@linkcode begin}. */
  load(stored: StoredOutbox | null): void {
    this.end();
    this.#outbox = this.#open(stored);
    this.#delivery = new Delivery(this.#outbox, this);
    this.#entering = [];
  }

  #open(stored: StoredOutbox | null): Outbox {
    return new Outbox(stored, () => makeUuid(this.#runtime));
  }

  /** Returns what the record holds of it. */
  toStored(): StoredOutbox | null {
    return this.#outbox.toStored();
  }

  /** Learns that a commit has taken what the record holds of it. */
  noteWritten(): void {
    this.#isChanged = false;
  }

  /**
   * Prepares what a turn sends for the record; returns what leaves with it.
   *
   * @throws {CodecError} If it cannot be stored.
   */
  prepare(leaving: readonly Held[]): readonly Held[] {
    if (leaving.length === 0) return leaving;
    this.#entering = [];
    const now = this.now();
    const deliver = (send: OutboxSend): void => this.#delivery.send(send);
    return leaving.map((held) => {
      const isSend = held instanceof HeldCall && held.isDurable;
      if (!isSend) return held;
      const send = new HeldSend(held, now, deliver);
      this.#entering.push(send);
      return send;
    });
  }

  accept(): void {
    if (this.#entering.length === 0) return;
    for (const send of this.#entering) send.enter(this.#outbox);
    this.#entering = [];
  }

  rollBack(): void {
    this.#entering = [];
  }

  /** Begins to bring, or goes on after a rest. */
  begin(): void {
    this.#isResting = false;
    if (!this.#hasBegun) {
      this.#hasBegun = true;
      this.#delivery.begin();
    }
    if (this.#isChanged) this.noteChanged();
  }

  /** Has what has changed written, and nothing more: the activation ends. */
  rest(): void {
    this.#isResting = true;
    this.#timer?.cancel();
    this.#timer = null;
    this.#flush();
  }

  #flush(): void {
    if (this.#isChanged) this.#owner.touch();
  }

  /** Brings no more. */
  end(): void {
    this.#isResting = true;
    this.#hasBegun = false;
    this.#timer?.cancel();
    this.#timer = null;
    this.#delivery.end();
  }

  /** Sends what is parked again; returns how many. */
  renew(isMeant: (send: OutboxSend) => boolean): number {
    const renewed = this.#outbox.renew(isMeant, this.now());
    if (renewed.length === 0) return 0;
    this.#owner.touch();
    this.#owner.afterCommit(() => {
      for (const send of renewed) this.#delivery.send(send);
    });
    return renewed.length;
  }

  now(): number {
    return this.#runtime.now();
  }

  post(send: OutboxSend, after: number, listener: OutcomeListener): void {
    const { sender } = this.#owner;
    const { line } = this.#outbox;
    // One object for all: by it receivers know what comes from one outbox.
    if (this.#from?.line !== line) this.#from = { sender: sender.actor, line };
    post(sender, this.#from, send, after, listener);
  }

  wait(delayMs: number, callback: () => void): () => void {
    const timer = this.#runtime.setTimer(delayMs, callback);
    // What waits is in the record: the process may end.
    timer.unref?.();
    return () => timer.cancel();
  }

  noteChanged(): void {
    this.#isChanged = true;
    if (this.#isResting || this.#timer !== null) return;
    // As a rule the next turn's commit takes it along.
    this.#timer = this.#runtime.setTimer(ACKNOWLEDGE_MS, () => {
      this.#timer = null;
      this.#flush();
    });
    this.#timer.unref?.();
  }

  noteFailed(send: OutboxSend, error: unknown, delayMs: number): void {
    if (send.tries > 1) return;
    this.#logger.warn(
      `${this.#describe(send)} failed, and is sent again in ${delayMs} ms:`,
      error,
    );
  }

  noteDelayed(send: OutboxSend, error: unknown, delayMs: number): void {
    this.#logger.warn(
      `${this.#describe(send)} could not be delivered, and is sent again ` +
        `in ${delayMs} ms:`,
      error,
    );
  }

  noteParked(send: OutboxSend): void {
    const { parked, error } = send;
    this.#owner.sender.type.durable.parkedSends++;
    this.#logger.error(
      `${this.#describe(send)} is sent no more: ${parked}`,
      ...(error === undefined ? [] : [error]),
    );
  }

  afterCommit(callback: () => void): void {
    this.#owner.touch();
    this.#owner.afterCommit(callback);
  }

  noteArrived(): void {
    this.#owner.noteArrived();
  }

  #describe({ to, method, sequence }: OutboxSend): string {
    const from = formatActor(this.#owner.sender.actor);
    return `Send ${sequence} of ${from}, to ${formatActor(to)}.${method},`;
  }

  get #runtime() {
    return this.#owner.sender.type.host.runtime;
  }

  get #logger() {
    return this.#owner.sender.type.host.logger;
  }
}
