import { isThrown, readThrown } from "../../base/thrown.ts";
import { errorOf } from "../../base/deferred_error.ts";
import { ExpectedError } from "../../base/expected_error.ts";
import { asFailed, CallError, type CallErrorCode } from "../../base/errors.ts";
import { type ActorId, formatActor } from "../../envelope/actor_id.ts";
import type { Method } from "../../envelope/definition.ts";
import type { Reply } from "../../envelope/reply.ts";
import { SharedReply, singleOut } from "../../envelope/replies/shared_reply.ts";
import type { Caller, Failure } from "../../envelope/target.ts";
import type { ActorType } from "../actor_type.ts";
import type { DeadLetterReason } from "../event.ts";
import type { Dispatcher } from "../inbox/inbox.ts";
import { copyExpected } from "./copy_expected.ts";
import { badDetails, badResult, dropped, type Explain } from "./refusal.ts";
import type { FailureCounts } from "../port/failure_counts.ts";
import { isOfEngine, NOTHING } from "../inbox/system_method.ts";

/** The activation that an outcome concerns. */
export interface Subject {
  readonly type: ActorType;
  readonly id: string;
  readonly actor: ActorId;
  /** How many envelopes have left its inbox. */
  readonly taken: number;
  readonly failureCounts: FailureCounts;
}

const GIVEN_UP: ReadonlySet<unknown> = new Set<CallErrorCode>([
  "aborted",
  "timeout",
]);

function isGivenUp(error: unknown): boolean {
  return isThrown(error, CallError) && GIVEN_UP.has(readThrown(error, "code"));
}

/** Finishes a call with the caller's own copy of the result. */
export function settle(
  subject: Subject,
  method: Method,
  reply: Reply | null,
  caller: Caller | null,
  result: unknown,
): void {
  if (reply === null) return;
  // The commonest end: there is nothing to copy.
  if (result === undefined && method.isOneWay) reply.settle(undefined);
  else settleValue(subject, method, reply, caller, result);
}

function settleValue(
  subject: Subject,
  method: Method,
  reply: Reply,
  caller: Caller | null,
  result: unknown,
): void {
  // A shared reply has no value, and a call that was given up wants no copy.
  if (reply instanceof SharedReply || reply.isOver) return;
  const isWire = reply.owner !== null;
  try {
    // A reply that cannot bring a value back throws, and can still fail.
    reply.settle(
      isWire
        ? result
        : method.copyResult(result, caller ?? subject.type.host.outside),
    );
  } catch (error) {
    const failure = badResult(subject, method, error);
    failTurn(subject, method, reply, caller, failure);
  }
}

/**
 * Tells the caller and the listeners that a turn threw; returns whether that is
 * a failure.
 */
export function failTurn(
  subject: Subject,
  method: Method,
  reply: Reply | null,
  caller: Caller | null,
  error: unknown,
): boolean {
  if (isThrown(error, ExpectedError)) {
    return !answerExpected(subject, method, reply, caller, error);
  }
  noteFailed(subject, method, reply, caller, error);
  return true;
}

function noteFailed(
  subject: Subject,
  method: Method,
  reply: Reply | null,
  caller: Caller | null,
  error: unknown,
): void {
  subject.failureCounts.failed++;
  emit(subject, method.name, caller, { kind: "failed" }, error);
  // What is true of a call that the method made is not true of this one.
  tell(subject, method.name, reply, asFailed(error));
}

/**
 * Tells the caller and the listeners what a turn threw on purpose; returns
 * `false` where it failed instead, for the caller can have no copy.
 */
function answerExpected(
  subject: Subject,
  method: Method,
  reply: Reply | null,
  caller: Caller | null,
  error: ExpectedError,
): boolean {
  const owner = reply?.owner ?? caller ?? subject.type.host.outside;
  let copy: ExpectedError;
  try {
    copy = copyExpected(error, owner);
  } catch (refusal) {
    const failure = badDetails(subject, method, error, refusal);
    noteFailed(subject, method, reply, caller, failure);
    return false;
  }
  noteExpected(subject, method.name, caller, error);
  // Awaited or not, it is no failure: the log has nothing to tell.
  if (reply !== null && !reply.isOver) reply.fail(copy);
  return true;
}

function noteExpected(
  subject: Subject,
  method: string,
  caller: Caller | null,
  error: ExpectedError,
): void {
  subject.failureCounts.expected++;
  emit(subject, method, caller, { kind: "expected" }, error);
}

/** Tells the log and the listeners that a hook threw: it has no caller. */
export function failHook(
  subject: Subject,
  hook: "init" | "deinit",
  error: unknown,
): void {
  if (isThrown(error, ExpectedError)) {
    return noteExpected(subject, hook, null, error);
  }
  subject.failureCounts.failed++;
  emit(subject, hook, null, { kind: "failed" }, error);
  tell(subject, hook, null, error);
}

/** Tells the sender and the listeners that an envelope was refused. */
export function refuse(
  subject: Subject,
  method: Method,
  reply: Reply,
  caller: Caller | null,
  error: unknown,
): void {
  emit(subject, method.name, caller, { kind: "refused" }, error);
  tell(subject, method.name, reply, error);
}

/** Makes an envelope that was accepted and did not run a dead letter. */
export function bury(
  subject: Subject,
  method: Method,
  reply: Reply | null,
  caller: Caller | null,
  reason: DeadLetterReason,
  error: unknown,
): void {
  subject.type.totals.deadLetters++;
  emit(subject, method.name, caller, { kind: "dead-letter", reason }, error);
  tell(subject, method.name, reply, error);
}

/** Tells the caller of a call that runs that it is given up. */
export function abandon(
  subject: Subject,
  method: Method,
  reply: Reply,
  caller: Caller | null,
  error: unknown,
): void {
  emit(subject, method.name, caller, { kind: "abandoned" }, error);
  tell(subject, method.name, reply, error);
}

/**
 * Drops an envelope for lack of room, as the options ask: one that has the
 * number, or one that was not queued.
 */
export function drop(
  subject: Subject,
  method: Method,
  reply: Reply | null,
  caller: Caller | null,
  sequence: number | null,
): void {
  const { inboxCapacity } = subject.type;
  // Given up before: it is a dead letter already.
  if (reply?.isOver) return;
  const error = dropped(subject, method, inboxCapacity);
  const isShared = reply instanceof SharedReply && sequence !== null;
  // First, for a listener may await the call.
  if (isShared) reply.drop(method, sequence, error);
  subject.failureCounts.dropped++;
  subject.type.totals.deadLetters++;
  const fact = { kind: "dead-letter", reason: "dropped" } as const;
  emit(subject, method.name, caller, fact, error);
  // A class that asks for drops gets no log line for each.
  if (!isShared) reply?.fail(error);
}

/** The activation whose inbox is emptied. */
export interface InboxOwner extends Subject {
  /** How many places the envelopes in its inbox take. */
  readonly places: number;
  /** Hands the oldest envelope over; returns what the dispatcher says. */
  shift(dispatcher: Dispatcher): boolean;
  /** Forgets a filler that was taken; the next envelope may follow. */
  forgetFiller(): true;
}

/** Empties an inbox; each caller is told that its call did not run. */
export function buryAll(
  subject: InboxOwner,
  reason: DeadLetterReason,
  explain: Explain,
): void {
  // As a rule it is empty: nothing is made for it then.
  if (subject.places > 0) buryEach(subject, reason, explain);
}

function buryEach(
  subject: InboxOwner,
  reason: DeadLetterReason,
  explain: Explain,
): void {
  const dispatcher: Dispatcher = {
    dispatch: (method, _payload, reply, caller) => {
      // The engine queued these: they end with the activation.
      if (isOfEngine(method)) return true;
      if (method === NOTHING) return subject.forgetFiller();
      if (reply?.isOver) return true;
      const error = explain(subject, method);
      const own = singleOut(reply, method, subject.taken - 1);
      bury(subject, method, own, caller, reason, error);
      return true;
    },
  };
  // Not what comes meanwhile: a listener to dead letters may call again.
  for (let left = subject.places; left > 0; left--) subject.shift(dispatcher);
}

/** Fails a reply; a failure without one becomes a log line. */
export function tell(
  subject: Subject,
  method: string,
  reply: Reply | null,
  reason: unknown,
): void {
  const { host } = subject.type;
  if (reply === null) {
    const line = `${describe(subject, method)} failed:`;
    host.logger.error(line, errorOf(reason));
  } else if (reply.isOver) {
    const error = errorOf(reason);
    // It is what the caller was told itself, back by way of other calls.
    if (isGivenUp(error)) return;
    const line = `${describe(subject, method)} failed after it was given up:`;
    host.logger.error(line, error);
  } else {
    reply.fail(reason);
    // What refuses on purpose is no failure.
    if (isThrown(reason, ExpectedError)) return;
    host.reportIfUnawaited(reply, new MethodFailure(subject, method, reason));
  }
}

/** A failure that is named when it is read: most are awaited. */
class MethodFailure implements Failure {
  readonly reason: unknown;
  readonly #subject: Subject;
  readonly #method: string;

  constructor(subject: Subject, method: string, reason: unknown) {
    this.#subject = subject;
    this.#method = method;
    this.reason = reason;
  }

  get source(): string {
    return describe(this.#subject, this.#method);
  }
}

function describe({ actor }: Subject, method: string): string {
  return `${formatActor(actor)}.${method}`;
}

type Fact =
  | { readonly kind: "abandoned" | "expected" | "failed" | "refused" }
  | { readonly kind: "dead-letter"; readonly reason: DeadLetterReason };

function emit(
  subject: Subject,
  method: string,
  caller: Caller | null,
  fact: Fact,
  reason: unknown,
): void {
  const { id, type: { name: type, host: { events, incidents } } } = subject;
  const { kind } = fact;
  if (kind === "failed" || kind === "dead-letter") {
    const letter = kind === "dead-letter" ? fact.reason : null;
    const facts = { kind, type, id, method, caller, reason: letter };
    incidents.note({ ...facts, error: reason });
  }
  if (!events.isHeard) return;
  events.emit({
    ...fact,
    actor: subject.actor,
    method,
    caller: caller?.actor ?? null,
    get error() {
      return errorOf(reason);
    },
  });
}
