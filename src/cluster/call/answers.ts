import {
  CallError,
  CallTimeoutError,
  explainCodecError,
  readOutcome,
} from "../../base/errors.ts";
import type { Logger } from "../../base/logger.ts";
import { givenUp } from "../../actor/failure/refusal.ts";
import { readUntyped } from "../../codec/wire/cbor.ts";
import type { Frame } from "../../codec/wire/frame.ts";
import type { CallHost } from "../../envelope/target.ts";
import { formatActor } from "../../envelope/actor_id.ts";
import { isStreamingSink } from "../../envelope/streaming.ts";
import { Delivery } from "../stream/delivery.ts";
import {
  HEAD_BYTES,
  idOf,
  kindOf,
  MESSAGES,
  readFramed,
} from "../frame/message.ts";
import { fail, logLate } from "./fail.ts";
import { FarSource, type SourceLine } from "./far_source.ts";
import type { OutgoingCall } from "./outgoing_call.ts";
import type { OutgoingCalls } from "./outgoing_calls.ts";
import { noAnswer } from "./refusal.ts";

/** What answers ask of their node. */
export interface AnswersHost {
  readonly callHost: CallHost;
  readonly logger: Logger;
  /** Returns the line to the producer of a call's values. */
  openLine(call: OutgoingCall, node: string): SourceLine;
}

/** What nodes answer to the calls of this one. */
export class Answers {
  readonly #calls: OutgoingCalls;
  readonly #host: AnswersHost;

  constructor(calls: OutgoingCalls, host: AnswersHost) {
    this.#calls = calls;
    this.#host = host;
  }

  /** Takes the result of a call, or its error. */
  takeReply(node: string, message: Uint8Array): void {
    const call = this.#calls.find(node, idOf(message));
    if (call === undefined) return;
    const frame = this.#read(call, message);
    if (frame === null) return;
    this.#calls.finish(call);
    if (call.end !== null) return this.#endGivenUp(call, frame);
    if (frame.kind === "reply") return call.reply.settle(frame.value);
    const error = frame.kind === "error"
      ? frame.error
      : noAnswer(call.lane.actor, call.method, node);
    this.#fail(call, error);
  }

  #fail(call: OutgoingCall, error: unknown): void {
    const { callHost, logger } = this.#host;
    if (call.reply.isOver) logLate(logger, call, error);
    else fail(callHost, call, error);
  }

  /** Tells of a call that was given up how far it had come. */
  #endGivenUp(call: OutgoingCall, frame: Frame): void {
    const { end, lane, method } = call;
    const error = frame.kind === "error" && frame.error instanceof CallError
      ? frame.error
      : null;
    // What it was given up for is known there, and what the actor did then.
    if (end!.kind === "timeout" && isTimeout(error, end!.timeoutMs)) {
      return fail(this.#host.callHost, call, error);
    }
    const isUnrun = error !== null && readOutcome(error) === "not-run";
    const outcome = isUnrun ? "not-run" : "unknown";
    const own = givenUp(lane, method, end!, outcome, null, null);
    fail(this.#host.callHost, call, own);
  }

  /** Takes a call back that has not begun. */
  takeMoved(node: string, message: Uint8Array): void {
    const call = this.#calls.find(node, idOf(message));
    if (call !== undefined) this.#calls.sendAgain(call);
  }

  /** Learns that a streaming reply has begun. */
  takeOpen(node: string, message: Uint8Array): void {
    const call = this.#calls.find(node, idOf(message));
    if (call === undefined || !isStreamingSink(call.reply)) return;
    call.source ??= new FarSource(this.#host.openLine(call, node));
    call.reply.open(call.source);
  }

  /** Takes a value of a streaming reply. */
  takeValue(node: string, message: Uint8Array): void {
    const call = this.#calls.find(node, idOf(message));
    if (call === undefined || !isStreamingSink(call.reply)) return;
    const frame = this.#read(call, message);
    if (frame?.kind === "value") call.reply.push(frame.value);
  }

  /** Reads an answer; one that does not parse fails its call. */
  #read(call: OutgoingCall, message: Uint8Array): Frame | null {
    const { arrival, method, reply } = call;
    const isTaken = reply.once?.kind === "send" || reply instanceof Delivery;
    try {
      return readFramed(HEAD_BYTES, message, arrival, (from) => {
        // That it was taken is all that its receiver says.
        if (isTaken) return readUntyped(from);
        return kindOf(message) === MESSAGES.value
          ? method.readYield(from)
          : method.readResult(from);
      });
    } catch (error) {
      this.#calls.finish(call);
      call.source?.close(null);
      const action = `Cannot call ${formatActor(call.lane.actor)}.` +
        method.name;
      const failure = explainCodecError(action, error, "failed");
      fail(this.#host.callHost, call, failure);
      return null;
    }
  }
}

/** Tells whether an error is that of a call which took so long. */
function isTimeout(error: CallError | null, timeoutMs: number): boolean {
  return error instanceof CallTimeoutError && error.timeoutMs === timeoutMs &&
    readOutcome(error) !== "failed";
}
