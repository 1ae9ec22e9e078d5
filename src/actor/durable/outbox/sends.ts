import { ACKNOWLEDGE_MS, RETRY_MIN_MS } from "../../../base/limits.ts";
import type { RuntimeTimer } from "../../../base/runtime.ts";
import { makeUuid } from "../../../base/uuid.ts";
import { formatActor } from "../../../envelope/actor_id.ts";
import type { SentOnce } from "../../../envelope/once.ts";
import type { OutcomeListener } from "../../../envelope/replies/lazy_outcome.ts";
import type { Held } from "../../../envelope/target.ts";
import type { StoredOutbox } from "../../../store/record.ts";
import { Delivery, type DeliveryOwner } from "./delivery.ts";
import { HeldCall } from "../gate/held_call.ts";
import { HeldSend } from "./held_send.ts";
import { Outbox, type OutboxSend } from "./outbox.ts";
import type { RecordPart } from "../../port/record_part.ts";
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

/** An outbox, and what brings its sends. */
interface Post {
  readonly outbox: Outbox;
  readonly delivery: Delivery;
}

const NONE: readonly never[] = [];

/** What an actor sends to durable ones. */
export class Sends implements RecordPart, DeliveryOwner {
  readonly name = "outbox";
  readonly #owner: SendsOwner;
  // Made with the first send: many actors never send any.
  #post: Post | null = null;
  #from: Pick<SentOnce, "line" | "sender"> | null = null;
  // Those of the turn that is being ended.
  #entering: readonly HeldSend[] = NONE;
  #isChanged = false;
  #hasBegun = false;
  // While its activation begins or ends, nothing is written by itself.
  #isResting = true;
  #timer: RuntimeTimer | null = null;

  constructor(owner: SendsOwner) {
    this.#owner = owner;
  }

  /** Whether some are on their way. */
  get isUnderWay(): boolean {
    return this.#post !== null && this.#post.delivery.isUnderWay;
  }

  /** How many wait to be taken that are not parked. */
  get waiting(): number {
    return this.#post === null ? 0 : this.#post.outbox.unparked;
  }

  /** Whether none waits to be taken. */
  get isEmpty(): boolean {
    return this.#post === null || this.#post.outbox.size === 0;
  }

  get bytes(): number {
    let bytes = this.#post === null ? 0 : this.#post.outbox.bytes;
    for (const { size } of this.#entering) bytes += size;
    return bytes;
  }

  get wakeAt(): number | null {
    const post = this.waiting === 0 ? null : this.#post;
    const wakeAt = post === null ? null : post.delivery.findWakeAt();
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
    this.#post = stored === null ? null : this.#open(stored);
    this.#entering = NONE;
  }

  #open(stored: StoredOutbox | null): Post {
    const outbox = new Outbox(stored, () => makeUuid(this.#runtime));
    return { outbox, delivery: new Delivery(outbox, this) };
  }

  /** Returns what the record holds of it. */
  toStored(): StoredOutbox | null {
    return this.#post === null ? null : this.#post.outbox.toStored();
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
    const entering: HeldSend[] = [];
    const now = this.now();
    const deliver = (send: OutboxSend): void =>
      void this.#post?.delivery.send(send);
    const held = leaving.map((one) => {
      if (!(one instanceof HeldCall) || !one.isDurable) return one;
      const send = new HeldSend(one, now, deliver);
      entering.push(send);
      return send;
    });
    this.#entering = entering;
    return held;
  }

  accept(): void {
    if (this.#entering.length === 0) return;
    const { outbox } = this.#post ??= this.#open(null);
    for (const send of this.#entering) send.enter(outbox);
    this.#entering = NONE;
  }

  rollBack(): void {
    this.#entering = NONE;
  }

  /** Begins to bring, or goes on after a rest. */
  begin(): void {
    this.#isResting = false;
    if (!this.#hasBegun) {
      this.#hasBegun = true;
      this.#post?.delivery.begin();
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
    this.#post?.delivery.end();
  }

  /** Sends what is parked again; returns how many. */
  renew(isMeant: (send: OutboxSend) => boolean): number {
    const post = this.#post;
    if (post === null) return 0;
    const renewed = post.outbox.renew(isMeant, this.now());
    if (renewed.length === 0) return 0;
    this.afterCommit(() => {
      for (const send of renewed) post.delivery.send(send);
    });
    return renewed.length;
  }

  now(): number {
    return this.#runtime.now();
  }

  post(send: OutboxSend, after: number, listener: OutcomeListener): void {
    const { sender } = this.#owner;
    const { line } = this.#post!.outbox;
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
