import type { Method } from "../../envelope/definition.ts";
import type { RuntimeTimer } from "../../base/runtime.ts";
import { STREAMING_CREDIT } from "../../base/limits.ts";
import type { Reply } from "../../envelope/reply.ts";
import type {
  Consumed,
  StreamingSink,
  StreamingSource,
} from "../../envelope/streaming.ts";
import type { Caller } from "../../envelope/target.ts";
import type { ActorTurn } from "./turn.ts";

/** The cell whose generators are open. */
export interface StreamingOwner {
  /** Queues the next step of one that has credit. */
  queueStep(streaming: OpenStreaming): void;
  /** Queues the end of one. */
  queueReturn(streaming: OpenStreaming): void;
  /** Aborts the signal of one whose consumer is gone. */
  abort(streaming: OpenStreaming): void;
}

/** What an iterator answers, if it keeps to the protocol. */
export type Answer = { readonly done?: boolean; readonly value?: unknown };

/** A streaming reply at its producer: a generator and what it may yield. */
export class OpenStreaming implements StreamingSource {
  readonly method: Method;
  readonly caller: Caller | null;
  readonly reply: StreamingSink;
  /** Its steps are turns of one identity: what `ctx.turn` is in all of them. */
  readonly turn: ActorTurn;
  /** When it began, in the runtime's milliseconds. */
  readonly startedAt: number;
  /** How many values it has yielded. */
  yielded = 0;
  /** How many more it may yield. */
  credit = STREAMING_CREDIT;
  /** How many steps have followed each other without a look at the inbox. */
  steps = 0;
  /** Whether a step of it is under way. */
  isStepping = false;
  /** Whether it takes no more steps but the one that ends it. */
  isClosing = false;
  /** Whether the generator has ended. */
  isOver = false;
  /** Settled when the generator has ended, if its consumer waits for that. */
  closing: Reply | null = null;
  /** How many times the generator was asked to end. */
  returns = 0;
  /** How far its consumer was when it was last looked at, and since when. */
  progress = 0;
  idleSince: number;
  readonly #owner: StreamingOwner;
  readonly #iterator: AsyncIterator<unknown>;
  #isQueued = false;

  constructor(
    owner: StreamingOwner,
    turn: ActorTurn,
    reply: StreamingSink,
    iterator: AsyncIterator<unknown>,
    startedAt: number,
  ) {
    this.#owner = owner;
    this.turn = turn;
    this.method = turn.method;
    this.caller = turn.caller;
    this.reply = reply;
    this.#iterator = iterator;
    this.startedAt = this.idleSince = startedAt;
  }

  grant(credit: number): void {
    this.credit += credit;
    if (!this.isStepping) this.queue();
  }

  close(reply: Reply | null): void {
    if (this.isOver) reply?.settle(undefined);
    else this.closing ??= reply;
    if (this.isClosing || this.isOver) return;
    this.isClosing = true;
    if (this.isStepping) this.#owner.abort(this);
    else this.queue();
  }

  /** Whether what was queued for a step, or for the end, has nothing to do. */
  isOvertaken(isEnd: boolean): boolean {
    return this.isOver || (isEnd ? this.isStepping : this.isClosing);
  }

  /** Queues what follows, if anything may: a step, or its end. */
  queue(): void {
    if (this.isOver) return;
    if (this.isClosing) {
      this.#owner.queueReturn(this);
    } else if (this.credit > 0 && !this.#isQueued) {
      this.#isQueued = true;
      this.#owner.queueStep(this);
    }
  }

  /** Asks the generator for its next value. */
  step(): PromiseLike<Answer> | Answer {
    this.isStepping = true;
    this.#isQueued = false;
    return this.#iterator.next() as PromiseLike<Answer>;
  }

  /** Asks the generator to end. */
  return(): PromiseLike<Answer> | Answer {
    this.isStepping = true;
    this.returns++;
    const ending = this.#iterator.return?.(undefined);
    return (ending ?? { done: true }) as PromiseLike<Answer> | Answer;
  }
}

/** The streaming replies of one actor: those it makes, those it takes. */
export class StreamingTable {
  readonly open: Set<OpenStreaming> = new Set();
  readonly consumed: Set<Consumed> = new Set();
  /** What looks at the consumers, while any is open. */
  watch: RuntimeTimer | null = null;

  /** Whether there is none. */
  get isEmpty(): boolean {
    return this.open.size === 0 && this.consumed.size === 0;
  }
}
