import { MAX_RETURNS, TURNS_PER_RUN } from "../../base/limits.ts";
import { runInRoot } from "../../base/async_context.ts";
import type { Method } from "../../envelope/definition.ts";
import type { Reply } from "../../envelope/reply.ts";
import { isStreamingSink } from "../../envelope/streaming.ts";
import type { Caller } from "../../envelope/target.ts";
import { isThenable, toPlainPromise } from "../actor.ts";
import { failTurn, refuse, settle } from "../failure/outcome.ts";
import { badYield, tooManyOpen, unconsumed } from "../failure/refusal.ts";
import { type Ends, markEnds, NO_FAILURES } from "../port/failure_counts.ts";
import { STEP } from "../inbox/system_method.ts";
import { type Answer, OpenStreaming } from "../turn/open_streaming.ts";
import { runAs } from "../turn/turn_context.ts";
import { noteDispatched } from "../turn/dispatched.ts";
import { concludeFailedTurn, concludeTurn, isDurable } from "./durable/end.ts";
import { beginStep, runStep, yieldHeld } from "./durable/streaming.ts";
import { goesOn, tryEnd } from "./ending.ts";
import { invokeSurrounded } from "./invoke.ts";
import type { TurnOwner } from "./run_state.ts";
import { forget, keep, makeStreamingOwner } from "./streaming_life.ts";
import { continueAfter, endTurn, keepOpen } from "./turn_end.ts";

/**
 * Runs the call of a streaming method, which makes its generator and takes the
 * first step, or one more step of a generator that is open. Returns whether the
 * next envelope may follow.
 */
export function runStreaming(
  owner: TurnOwner,
  method: Method,
  payload: unknown,
  reply: Reply | null,
  caller: Caller | null,
): boolean {
  if (method === STEP) return step(owner, payload as OpenStreaming);
  // Only a consumer has it begin: a stream's payload brings none.
  if (reply === null || !isStreamingSink(reply)) return true;
  const { type } = owner;
  const turns = owner.makeTurns();
  const open = turns.streaming?.open.size ?? 0;
  if (open >= type.inboxCapacity) {
    const error = tooManyOpen(owner, method, open);
    owner.failureCounts.refused++;
    refuse(owner, method, reply, caller, error);
    return true;
  }
  const turn = turns.findStarting(owner.taken);
  turn.take(method, reply, caller);
  let iterator: AsyncIterator<unknown>;
  try {
    noteDispatched(method, reply, caller);
    const result = type.isSurrounded || type.hasContexts
      ? invokeSurrounded(owner, method, payload, reply, caller)
      : method.invoke(owner.instance!, payload);
    iterator = isThenable(result)
      ? iterateLater(result, reply)
      : iterate(result);
  } catch (error) {
    turns.forgetStarting();
    const isFailure = failTurn(owner, method, reply, caller, error);
    return isFailure ? goesOn(owner, error) : !tryEnd(owner);
  }
  const startedAt = type.host.runtime.now();
  const streaming = new OpenStreaming(
    makeStreamingOwner(owner),
    turn,
    reply,
    iterator,
    startedAt,
  );
  keep(owner, streaming);
  reply.open(streaming);
  return step(owner, streaming);
}

function iterate(result: unknown): AsyncIterator<unknown> {
  const make = (result as AsyncIterable<unknown> | null | undefined)
    ?.[Symbol.asyncIterator];
  if (typeof make === "function") return make.call(result);
  throw new TypeError("Cannot stream a result: it is no async iterable");
}

/** What is left of a call that was refused before it began. */
const ENDED: AsyncIterator<unknown> = {
  next: () => Promise.resolve({ done: true, value: undefined }),
};

/** Iterates once a call may begin: its interceptors may wait, or its chain. */
function iterateLater(
  result: PromiseLike<unknown>,
  reply: Reply,
): AsyncIterator<unknown> {
  const beginning = toPlainPromise(result).then((value) =>
    value === undefined && reply.isOver ? ENDED : iterate(value)
  );
  return {
    next: async () => await (await beginning).next(),
    return: async () => {
      const iterator = await beginning;
      return await iterator.return?.() ?? { done: true, value: undefined };
    },
  };
}

function step(owner: TurnOwner, streaming: OpenStreaming): boolean {
  // Its end, or that of its activation, has overtaken it.
  if (streaming.isOvertaken(false)) return true;
  streaming.steps = 0;
  return begin(owner, streaming, takeSteps);
}

/** Begins a turn of a streaming reply; returns whether others may follow. */
function begin(
  owner: TurnOwner,
  streaming: OpenStreaming,
  run: (owner: TurnOwner, streaming: OpenStreaming) => Promise<void>,
): boolean {
  const { turn } = streaming;
  const { taken } = owner;
  const turns = owner.makeTurns();
  turns.resume(turn, taken);
  try {
    if (isDurable(owner)) {
      runStep(owner, streaming, () => runIn(owner, streaming, run));
    } else runIn(owner, streaming, run);
  } catch (error) {
    // It has not begun, nor has the turn: what is wrong is told behind that.
    void failLater(owner, streaming, error);
  }
  turns.begin(taken);
  return keepOpen(owner, turn);
}

/** Runs in the context of the turn, and of what the call carries. */
function runIn(
  owner: TurnOwner,
  streaming: OpenStreaming,
  run: (owner: TurnOwner, streaming: OpenStreaming) => void,
): void {
  const { hasContexts, host: { carry } } = owner.type;
  const { reply: { carried }, turn } = streaming;
  const step = (): void =>
    hasContexts ? runAs(turn, run, owner, streaming) : run(owner, streaming);
  if (carry === null || carried === null) step();
  else carry.enter(carried, owner, step);
}

async function failLater(
  owner: TurnOwner,
  streaming: OpenStreaming,
  error: unknown,
): Promise<void> {
  await null;
  if (streaming.turn.isOpen) failStep(owner, streaming, error);
}

/** Takes a step, and those that follow it at once. */
async function takeSteps(
  owner: TurnOwner,
  streaming: OpenStreaming,
): Promise<void> {
  const { turn } = streaming;
  try {
    // A loop of awaits: a promise less for each step than one behind another.
    do {
      const answer = await streaming.step();
      // The engine may have stopped meanwhile and settled the call.
      if (!turn.isOpen) return;
      if (!takeAnswer(owner, streaming, answer)) return;
    } while (turn.isOpen);
  } catch (error) {
    if (turn.isOpen) runInRoot(() => failStep(owner, streaming, error));
  }
}

/** Takes a step's answer; returns whether the next step follows at once. */
function takeAnswer(
  owner: TurnOwner,
  streaming: OpenStreaming,
  answer: Answer,
): boolean {
  assertAnswer(answer);
  if (answer.done) {
    runInRoot(() => finish(owner, streaming, answer.value));
    return false;
  }
  const before = streaming.turn.probed === null
    ? NO_FAILURES
    : markEnds(owner.counts);
  if (isDurable(owner)) yieldHeld(owner, streaming, answer.value);
  else if (!streaming.isClosing) send(owner, streaming, answer.value);
  if (mayStepAgain(owner, streaming)) {
    streaming.steps++;
    if (isDurable(owner)) beginStep(owner, streaming).isOnStack = false;
    return true;
  }
  runInRoot(() => pause(owner, streaming, before));
  return false;
}

/** Lets others have their turns before the next step. */
function pause(owner: TurnOwner, streaming: OpenStreaming, before: Ends): void {
  endStep(owner, streaming);
  streaming.queue();
  continueAfter(owner, streaming.turn, before, true);
}

/** Whether the next step needs no envelope: nothing else waits for a turn. */
function mayStepAgain(owner: TurnOwner, streaming: OpenStreaming): boolean {
  // Not for ever: the inbox's next run gives the event loop its chance.
  return streaming.credit > 0 && streaming.steps < TURNS_PER_RUN &&
    !streaming.isClosing && owner.places === 0 && !owner.hasLine &&
    owner.phase === "active" && !owner.turns!.needCare &&
    !owner.type.isSuspended;
}

/** Sends a value to the consumer, as its own copy. */
function send(
  owner: TurnOwner,
  streaming: OpenStreaming,
  value: unknown,
): void {
  const { caller, method, reply } = streaming;
  streaming.credit--;
  streaming.yielded++;
  if (reply.isOver) return;
  const isWire = reply.owner !== null;
  try {
    reply.push(
      isWire
        ? value
        : method.copyYield(value, caller ?? owner.type.host.outside),
    );
  } catch (error) {
    // The reply ends the generator as it fails.
    failTurn(owner, method, reply, caller, badYield(owner, method, error));
  }
}

/** Ends a turn of a streaming reply. */
function endStep(owner: TurnOwner, streaming: OpenStreaming): void {
  endTurn(owner, streaming.turn);
  streaming.isStepping = false;
}

/** Settles the reply with what the generator returned. */
function finish(
  owner: TurnOwner,
  streaming: OpenStreaming,
  value: unknown,
): void {
  const { caller, method, reply, turn } = streaming;
  endStep(owner, streaming);
  forget(owner, streaming);
  const before = markEnds(owner.counts);
  let goesOn = true;
  if (isDurable(owner)) goesOn = concludeTurn(owner, turn, value, reply);
  else settle(owner, method, reply, caller, value);
  streaming.closing?.settle(undefined);
  continueAfter(owner, turn, before, goesOn);
}

/** Fails the reply with what the generator threw. */
function failStep(
  owner: TurnOwner,
  streaming: OpenStreaming,
  error: unknown,
): void {
  const { closing, isClosing, reply, turn } = streaming;
  // It was told to end, and has passed on why.
  if (isClosing && error === turn.abortReason) {
    finish(owner, streaming, undefined);
    return;
  }
  // A consumer that has seen enough waits for the end, not for more steps.
  closing?.settle(undefined);
  fail(owner, streaming, reply, error);
}

/** Fails a reply with what the generator threw as it ended. */
function failReturn(
  owner: TurnOwner,
  streaming: OpenStreaming,
  error: unknown,
): void {
  const { closing, reply, turn } = streaming;
  if (error === turn.abortReason) finish(owner, streaming, undefined);
  else fail(owner, streaming, closing ?? reply, error);
}

function fail(
  owner: TurnOwner,
  streaming: OpenStreaming,
  reply: Reply,
  error: unknown,
): void {
  const { caller, method, turn } = streaming;
  endStep(owner, streaming);
  forget(owner, streaming);
  const before = markEnds(owner.counts);
  const mayGoOn = isDurable(owner)
    ? concludeFailedTurn(owner, turn, error, reply)
    : !failTurn(owner, method, reply, caller, error) || goesOn(owner, error);
  continueAfter(owner, turn, before, mayGoOn);
}

/** Runs the end of a streaming reply as a turn: what is in `finally`. */
export function runReturn(
  owner: TurnOwner,
  streaming: OpenStreaming,
): boolean {
  if (streaming.isOvertaken(true)) return true;
  const { turn } = streaming;
  if (turn.abortReason === null) {
    turn.abort(unconsumed(owner, streaming.method));
  }
  // What it calls now is not for the call that was given up.
  turn.scope = null;
  turn.isEnding = true;
  turn.reply = streaming.closing ?? streaming.reply;
  return begin(owner, streaming, takeReturn);
}

async function takeReturn(
  owner: TurnOwner,
  streaming: OpenStreaming,
): Promise<void> {
  const { turn } = streaming;
  try {
    let isDone = false;
    // It may yield in `finally`: nothing takes that, and it must end.
    while (!isDone && streaming.returns < MAX_RETURNS) {
      const answer = await streaming.return();
      if (!turn.isOpen) return;
      assertAnswer(answer);
      isDone = answer.done === true;
    }
    runInRoot(() => finish(owner, streaming, undefined));
  } catch (error) {
    if (turn.isOpen) runInRoot(() => failReturn(owner, streaming, error));
  }
}

function assertAnswer(answer: unknown): asserts answer is Answer {
  if (typeof answer === "object" && answer !== null) return;
  throw new TypeError("Cannot take a value: the answer is no object");
}
