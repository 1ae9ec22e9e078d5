import { errorOf } from "../../base/deferred_error.ts";
import { STREAMING_CREDIT } from "../../base/limits.ts";
import { readThrown } from "../../base/thrown.ts";
import { RingBuffer } from "../../base/ring_buffer.ts";
import { tolerate } from "../../base/tolerate.ts";
import type { CallOptions } from "../call_options.ts";
import type { Carried } from "../carry.ts";
import type { CallScope, ScopeEnd, ScopeMember } from "../call_scope.ts";
import type { Method } from "../definition.ts";
import { depthBelow } from "../chain.ts";
import type { AwaitedReply, WaitingTurn } from "../reply.ts";
import type { OutcomeListener } from "./lazy_outcome.ts";
import type { Consumed, StreamingSink, StreamingSource } from "../streaming.ts";
import type { Call, Caller, Target, WaitChain } from "../target.ts";
import { CallReply, type CallSite } from "./call_reply.ts";
import { StreamingWait } from "./streaming_wait.ts";

/** Values that are taken before the producer learns of it. */
const GRANTED_AT_ONCE = STREAMING_CREDIT / 2;

/** How a streaming reply ended, until the consumer is told. */
type End =
  | { readonly kind: "returned"; readonly value: unknown }
  | { readonly kind: "failed"; readonly reason: unknown }
  | { readonly kind: "told" };

const TOLD: End = { kind: "told" };

/**
 * The call behind a streaming reply: it keeps the values that have arrived,
 * lets more come as they are taken, and waits as any call does while its
 * consumer awaits a value, each time anew.
 */
export class StreamingCall<T, R>
  implements Call, StreamingSink, AwaitedReply, ScopeMember, Consumed {
  // Its place in the scope of the signal that may end it.
  previous: ScopeMember | null = null;
  next: ScopeMember | null = null;
  readonly method: Method;
  /** Set before it is sent. */
  carried: Carried | null = null;
  /** Learns how it ends, if anything is to. */
  listener: OutcomeListener | null = null;
  progress = 0;
  /** The turn that asked for its first value. */
  madeBy: WaitingTurn | null = null;
  isAwaited = false;
  readonly #site: CallSite;
  readonly #options: CallOptions;
  readonly #values = new RingBuffer<T>();
  readonly #wait: StreamingWait;
  // The read that waits, if one does.
  #promise: Promise<IteratorResult<T, R>> | null = null;
  #resolve: ((result: IteratorResult<T, R>) => void) | null = null;
  #reject: ((error: unknown) => void) | null = null;
  // Further reads, where the consumer does not wait for one before the next.
  #line: PromiseWithResolvers<IteratorResult<T, R>>[] | null = null;
  #source: StreamingSource | null = null;
  #signalScope: CallScope | null = null;
  #untold = 0;
  #end: End | null = null;

  constructor(site: CallSite, method: Method, options: CallOptions) {
    this.#site = site;
    this.method = method;
    this.#options = options;
    this.#wait = new StreamingWait(this, site, options.timeoutMs);
  }

  get target(): Target {
    return this.#site.target;
  }

  get caller(): Caller | null {
    return this.#site.caller;
  }

  get origin(): this {
    return this;
  }

  get owner(): null {
    return null;
  }

  get once(): null {
    return null;
  }

  get scope(): CallScope | null {
    return this.#wait.scope;
  }

  get endsAt(): number {
    return this.scope?.endsAt ?? Infinity;
  }

  get awaitedBy(): WaitingTurn | null {
    return this.#wait.waiter;
  }

  get depth(): number {
    return depthBelow(this.madeBy);
  }

  get isOver(): boolean {
    return this.#end !== null;
  }

  get isGivenUp(): boolean {
    return this.#end !== null || this.#wait.isGivenUp;
  }

  get hasReleased(): boolean {
    const end = this.#end;
    return end !== null && end.kind === "failed" &&
      readThrown(end.reason, "code") !== "deadlock";
  }

  get isWaiting(): boolean {
    return this.#wait.isWaiting;
  }

  join(scope: CallScope): void {
    this.#wait.join(scope);
  }

  addTo(waits: WaitChain, turn: WaitingTurn): void {
    this.#wait.addTo(waits, turn);
  }

  /** Ends with its signal, and with its caller's life, from now on. */
  begin(): void {
    const { signal } = this.#options;
    this.madeBy = this.caller?.asker ?? null;
    this.caller?.noteConsumed(this, true);
    if (signal === undefined) return;
    const scope = this.target.host.openScope({ signal, timeoutMs: 0 });
    if (scope.add(this)) this.#signalScope = scope;
  }

  giveUp(end: ScopeEnd): void {
    this.#signalScope = null;
    if (!this.isOver) this.target.giveUp(this, end);
  }

  open(source: StreamingSource): void {
    this.#source = source;
  }

  push(value: unknown): void {
    if (this.#end !== null) return;
    const resolve = this.#resolve;
    if (resolve === null) {
      this.#values.push(value as T);
      return;
    }
    this.#shiftReader();
    resolve({ done: false, value: value as T });
    this.#noteTaken();
  }

  settle(value: unknown): void {
    this.#conclude({ kind: "returned", value });
  }

  fail(reason: unknown): void {
    this.#conclude({ kind: "failed", reason });
  }

  /** Takes the next value, or waits for it. */
  take(): Promise<IteratorResult<T, R>> {
    if (this.#values.length > 0) {
      const value = this.#values.shift() as T;
      this.caller?.noteTaken(false);
      this.#noteTaken();
      return Promise.resolve({ done: false, value });
    }
    return this.#end === null ? this.#read() : this.#tellEnd();
  }

  /** Ends it, for its consumer has seen enough; resolves when that is done. */
  close(): Promise<unknown> {
    const source = this.#source;
    const isOpen = this.#end === null;
    this.#forget();
    this.#conclude(TOLD);
    if (!isOpen) return Promise.resolve();
    if (source === null) {
      // It waits in the inbox, and must not begin.
      const reason = new DOMException("It is not consumed", "AbortError");
      this.target.giveUp(this, { kind: "aborted", reason });
      return Promise.resolve();
    }
    const closing = new CallReply<unknown>(this.#site, this.method);
    const { timeoutMs } = this.#options;
    if (timeoutMs !== undefined) {
      closing.join(this.target.host.openScope({ timeoutMs }));
    }
    source.close(closing);
    return closing;
  }

  abandon(): void {
    this.close();
  }

  #read(): Promise<IteratorResult<T, R>> {
    if (this.#resolve === null) {
      const promise = this.#promise = new Promise(this.#keepReader);
      // It may end at once: the time of the turn that waits is over.
      this.#wait.begin(this.#source?.isStepping ?? false);
      return promise;
    }
    const reader = Promise.withResolvers<IteratorResult<T, R>>();
    this.#line ??= [];
    this.#line.push(reader);
    return reader.promise;
  }

  // One function for all reads.
  readonly #keepReader = (
    resolve: (result: IteratorResult<T, R>) => void,
    reject: (error: unknown) => void,
  ): void => {
    this.#resolve = resolve;
    this.#reject = reject;
  };

  /** Lets the read go that waits; the next one in line waits still. */
  #shiftReader(): void {
    const reader = this.#line?.shift();
    this.#promise = reader?.promise ?? null;
    this.#resolve = reader?.resolve ?? null;
    this.#reject = reader?.reject ?? null;
    if (reader === undefined) this.#wait.pause();
    else this.#wait.goOn();
  }

  #noteTaken(): void {
    this.progress++;
    if (++this.#untold < GRANTED_AT_ONCE || this.#source === null) return;
    this.#untold = 0;
    this.#source.grant(GRANTED_AT_ONCE);
  }

  /** Forgets the values that have arrived. */
  #forget(): void {
    while (this.#values.length > 0) this.#values.shift();
  }

  #conclude(end: End): void {
    if (this.#end !== null) return;
    this.#end = end;
    const source = this.#source;
    this.#source = null;
    this.#signalScope?.remove(this);
    this.#signalScope = null;
    this.caller?.noteConsumed(this, false);
    this.#answerAll();
    this.#tell(end);
    if (end !== TOLD) source?.close(null);
  }

  #tell(end: End): void {
    const { listener } = this;
    this.listener = null;
    if (end.kind === "failed") listener?.fail(end.reason);
    else listener?.settle(end.kind === "returned" ? end.value : undefined);
  }

  /** Tells every read that waits how it ended. */
  #answerAll(): void {
    this.#wait.end(this.hasReleased);
    const [promise, resolve, reject] = [
      this.#promise,
      this.#resolve,
      this.#reject,
    ];
    if (promise === null || resolve === null || reject === null) return;
    this.#promise = this.#resolve = this.#reject = null;
    const readers = [{ promise, resolve, reject }, ...this.#line ?? []];
    this.#line = null;
    for (const reader of readers) {
      const end = this.#takeEnd();
      if (end.kind !== "failed") {
        reader.resolve(resultOf<R>(end));
        continue;
      }
      tolerate(reader.promise);
      reader.reject(errorOf(end.reason));
    }
  }

  /** Returns how it ended, for the consumer to be told: once. */
  #takeEnd(): End {
    const end = this.#end ?? TOLD;
    this.#end = TOLD;
    if (end.kind === "failed") this.isAwaited = true;
    return end;
  }

  #tellEnd(): Promise<IteratorResult<T, R>> {
    this.caller?.noteTaken(this.hasReleased);
    const end = this.#takeEnd();
    return end.kind === "failed"
      ? tolerate(Promise.reject(errorOf(end.reason)))
      : Promise.resolve(resultOf<R>(end));
  }
}

function resultOf<R>(end: End): IteratorReturnResult<R> {
  const value = end.kind === "returned" ? end.value : undefined;
  return { done: true, value: value as R };
}
