import type { CallError } from "../../base/errors.ts";
import type { DeactivationReason } from "../event.ts";
import { abandon, failTurn } from "../failure/outcome.ts";
import {
  endedInStreaming,
  idleConsumer,
  unconsumed,
} from "../failure/refusal.ts";
import { DEACTIVATE, RETURN, STEP } from "../inbox/system_method.ts";
import {
  type OpenStreaming,
  type StreamingOwner,
  StreamingTable,
} from "../turn/open_streaming.ts";
import type { Consumed } from "../../envelope/streaming.ts";
import { HookTurn } from "../turn/turn.ts";
import { runAs } from "../turn/turn_context.ts";
import { MAX_RETURNS } from "../../base/limits.ts";
import type { TurnOwner } from "./run_state.ts";

/** How many looks at a consumer its idle time takes. */
const LOOKS = 4;

/** Returns what queues the turns of a streaming reply. */
export function makeStreamingOwner(owner: TurnOwner): StreamingOwner {
  return {
    queueStep: (streaming) => {
      showStep(owner, streaming);
      owner.enqueue(STEP, streaming, streaming.reply, streaming.caller);
    },
    queueReturn: (streaming) => {
      showStep(owner, streaming);
      owner.enqueue(RETURN, streaming, null, null);
    },
    abort: (streaming) => {
      abort(owner, streaming, unconsumed(owner, streaming.method));
    },
  };
}

/** Shows a step that is to be queued to the probes, if there are any. */
function showStep(
  owner: TurnOwner,
  { caller, method, turn }: OpenStreaming,
): void {
  const last = turn.probed?.arrival ?? null;
  owner.tracker?.arrive("step", method, caller, last?.begunBy ?? last);
}

/** Aborts the signal of a streaming reply, unless it is aborted. */
function abort(
  { type: { host } }: TurnOwner,
  { turn }: OpenStreaming,
  reason: CallError,
): void {
  // Its listeners must not run in the middle of another actor's turn.
  if (host.isRunning) host.runtime.defer(() => turn.abort(reason));
  else turn.abort(reason);
}

/** Keeps a streaming reply until it is over, and looks at its consumer. */
export function keep(owner: TurnOwner, streaming: OpenStreaming): void {
  const table = openTable(owner);
  table.open.add(streaming);
  if (table.watch === null) watch(owner, table);
}

/** Forgets a streaming reply that is over. */
export function forget(owner: TurnOwner, streaming: OpenStreaming): void {
  streaming.isOver = true;
  const table = owner.turns?.streaming ?? null;
  if (table === null || !table.open.delete(streaming)) return;
  tidy(owner, table);
}

function openTable(owner: TurnOwner): StreamingTable {
  return owner.makeTurns().streaming ??= new StreamingTable();
}

/** Leaves nothing behind where no streaming reply is open. */
function tidy(owner: TurnOwner, table: StreamingTable): void {
  if (table.open.size === 0) {
    table.watch?.cancel();
    table.watch = null;
  }
  if (table.isEmpty && owner.turns !== null) owner.turns.streaming = null;
}

/**
 * Ends streaming replies whose consumers neither take nor await a value for the
 * idle time of the producer's class; kept to a quarter of itself.
 */
function watch(owner: TurnOwner, table: StreamingTable): void {
  const { host: { runtime }, replyIdleMs } = owner.type;
  if (replyIdleMs === 0) return;
  table.watch = runtime.setTimer(Math.max(1, replyIdleMs / LOOKS), () => {
    table.watch = null;
    const now = runtime.now();
    for (const streaming of [...table.open]) look(owner, streaming, now);
    if (table.open.size > 0) watch(owner, table);
  });
  // An engine must not keep a process alive only to end what is forgotten.
  table.watch.unref?.();
}

function look(owner: TurnOwner, streaming: OpenStreaming, now: number): void {
  const { isClosing, isOver, method, reply } = streaming;
  if (isClosing || isOver) return;
  const { replyIdleMs } = owner.type;
  if (reply.isWaiting || reply.progress !== streaming.progress) {
    streaming.progress = reply.progress;
    streaming.idleSince = now;
  } else if (now - streaming.idleSince >= replyIdleMs) {
    giveUp(owner, streaming, idleConsumer(owner, method, replyIdleMs));
  }
}

/** Tells the consumer why its streaming reply ends, which ends it. */
function giveUp(
  owner: TurnOwner,
  streaming: OpenStreaming,
  error: CallError,
): void {
  const { caller, method, reply } = streaming;
  abort(owner, streaming, error);
  if (reply.isOver) streaming.close(null);
  else abandon(owner, method, reply, caller, error);
}

/** Ends the streaming replies to code outside of actors: the engine stops. */
export function closeOutside(owner: TurnOwner): void {
  for (const streaming of [...owner.turns?.streaming?.open ?? []]) {
    if (streaming.caller !== null || streaming.isClosing) continue;
    const { method } = streaming;
    giveUp(owner, streaming, endedInStreaming(owner, method, "shutdown"));
  }
}

/**
 * Notes that an actor consumes a streaming reply, which ends with its life, or
 * does not any more.
 */
export function noteConsumed(
  owner: TurnOwner,
  consumed: Consumed,
  isOpen: boolean,
): void {
  if (isOpen) {
    openTable(owner).consumed.add(consumed);
    return;
  }
  const table = owner.turns?.streaming ?? null;
  if (table === null || !table.consumed.delete(consumed)) return;
  tidy(owner, table);
}

/**
 * Ends an activation that is at rest, for the engine stops; not one whose
 * streaming reply a busy actor consumes.
 */
export function endIfIdle(owner: TurnOwner): void {
  if (owner.isBusy) return;
  for (const { caller } of owner.turns?.streaming?.open ?? []) {
    if (caller !== null && caller.isBusy) return;
  }
  owner.enqueue(DEACTIVATE, "shutdown", null, null);
}

/**
 * Ends all streaming replies of an activation that ends: those it takes are
 * abandoned, those it makes fail, and their generators end one by one. Returns
 * what to wait for, if anything.
 */
export function endAll(
  owner: TurnOwner,
  reason: DeactivationReason,
): Promise<void> | undefined {
  const table = owner.turns?.streaming ?? null;
  if (owner.turns === null || table === null) return undefined;
  owner.turns.streaming = null;
  table.watch?.cancel();
  for (const consumed of [...table.consumed]) consumed.abandon();
  const open = [...table.open];
  if (open.length === 0) return undefined;
  for (const streaming of open) {
    const error = endedInStreaming(owner, streaming.method, reason);
    // What follows is no turn: nothing must be queued for it.
    streaming.isClosing = true;
    giveUp(owner, streaming, error);
  }
  return returnAll(owner, open);
}

async function returnAll(
  owner: TurnOwner,
  open: readonly OpenStreaming[],
): Promise<void> {
  for (const streaming of open) {
    const { caller, method } = streaming;
    // Its step goes on though the engine stopped waiting: it ends behind that.
    const isCut = streaming.isStepping;
    const ending = returnWhole(owner, streaming).then(
      () => streaming.closing?.settle(undefined),
      (error) => failTurn(owner, method, streaming.closing, caller, error),
    );
    streaming.isOver = true;
    if (!isCut) await ending;
  }
}

/** Asks a generator to end, as a part of the activation's own end. */
async function returnWhole(
  owner: TurnOwner,
  streaming: OpenStreaming,
): Promise<void> {
  const now = owner.type.host.runtime.now();
  const turn = new HookTurn(owner, "deinit", now);
  (owner.resources ?? owner.makeTurns()).hook = turn;
  try {
    while (streaming.returns < MAX_RETURNS) {
      const answer = await runAs(turn, () => streaming.return());
      if (answer.done) return;
    }
  } finally {
    turn.isOpen = false;
  }
}
