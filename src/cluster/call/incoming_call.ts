import { errorOf } from "../../base/deferred_error.ts";
import { explainCodecError, readOutcome } from "../../base/errors.ts";
import {
  ENCODING,
  type ReferenceOwner,
} from "../../codec/reference/reference.ts";
import type { Frame } from "../../codec/wire/frame.ts";
import type { Carried } from "../../envelope/carry.ts";
import type {
  CallScope,
  ScopeEnd,
  ScopeMember,
} from "../../envelope/call_scope.ts";
import type { Method } from "../../envelope/definition.ts";
import type { Once } from "../../envelope/once.ts";
import type { WaitingTurn } from "../../envelope/reply.ts";
import type { Call, Caller, Target } from "../../envelope/target.ts";
import {
  HEAD_BYTES,
  makeBare,
  makeFramed,
  MESSAGES,
  writeHead,
} from "../frame/message.ts";

/** Where the answers of incoming calls go. */
export interface AnswerLine {
  /** Sends a message to a node; those of one key keep their order. */
  post(node: string, message: Uint8Array, key: number): number;
  /** Learns that a call is sent back. */
  noteReturned(call: IncomingCall): void;
  /** Learns that a call is answered. */
  noteOver(call: IncomingCall): void;
}

/** What an incoming call is made of. */
export interface IncomingParts {
  readonly line: AnswerLine;
  readonly node: string;
  readonly id: number;
  readonly method: Method;
  readonly target: Target;
  readonly caller: Caller | null;
  readonly carried: Carried | null;
  readonly once: Once | null;
  readonly madeBy: WaitingTurn | null;
  readonly isAwaited: boolean;
  readonly isCall: boolean;
  readonly depth: number;
  /** Names the calls that were sent one behind the other. */
  readonly turn: number;
}

/** A call from another node, as the actor that it is for has it. */
export class IncomingCall implements Call, ScopeMember {
  previous: ScopeMember | null = null;
  next: ScopeMember | null = null;
  readonly node: string;
  readonly id: number;
  readonly method: Method;
  readonly target: Target;
  readonly caller: Caller | null;
  readonly carried: Carried | null;
  readonly once: Once | null;
  readonly madeBy: WaitingTurn | null;
  readonly depth: number;
  readonly turn: number;
  scope: CallScope | null = null;
  isOver = false;
  /** It is a wait of its own node's. */
  readonly hasReleased = false;
  readonly #line: AnswerLine;
  readonly #isAwaited: boolean;
  /** Whether code awaited it as it was sent: then it may wait for room. */
  readonly isCall: boolean;

  constructor(parts: IncomingParts) {
    this.#line = parts.line;
    this.node = parts.node;
    this.id = parts.id;
    this.method = parts.method;
    this.target = parts.target;
    this.caller = parts.caller;
    this.carried = parts.carried;
    this.once = parts.once;
    this.madeBy = parts.madeBy;
    this.depth = parts.depth;
    this.turn = parts.turn;
    this.#isAwaited = parts.isAwaited;
    this.isCall = parts.isCall;
  }

  get origin(): this {
    return this;
  }

  get owner(): ReferenceOwner {
    return ENCODING;
  }

  get awaitedBy(): WaitingTurn | null {
    return this.#isAwaited ? this.madeBy : null;
  }

  get endsAt(): number {
    return this.scope === null ? Infinity : this.scope.endsAt;
  }

  get isGivenUp(): boolean {
    return this.isOver || this.scope !== null && this.scope.isOver;
  }

  join(scope: CallScope): void {
    if (scope.add(this)) this.scope = scope;
  }

  /** Its caller waits on its own node. */
  addTo(): void {}

  giveUp(end: ScopeEnd): void {
    if (!this.isOver) this.target.giveUp(this, end);
  }

  /** Gives it up, with the calls that end with it. */
  abort(end: ScopeEnd): void {
    if (this.scope === null) this.giveUp(end);
    else this.scope.giveUp(end);
  }

  settle(value: unknown): void {
    if (this.isOver) return;
    const { method, once } = this;
    const frame: Frame = { kind: "reply", value };
    // Of a send its sender learns that it was taken, and no more.
    const message = once?.kind === "send"
      ? makeFramed(HEAD_BYTES, { kind: "reply", value: undefined }, ENCODING)
      : makeFramed(
        HEAD_BYTES,
        frame,
        ENCODING,
        (value, to) => method.writeResult(value, to),
      );
    this.#end(message, MESSAGES.reply);
  }

  fail(reason: unknown): void {
    if (this.isOver) return;
    this.#end(makeError(errorOf(reason)), MESSAGES.reply);
  }

  /** Gives it back: it has not begun, and its actor is elsewhere. */
  sendBack(): void {
    if (this.isOver) return;
    this.#line.noteReturned(this);
    this.#end(makeBare(MESSAGES.moved, this.id), MESSAGES.moved);
  }

  #end(message: Uint8Array, kind: number): void {
    this.isOver = true;
    this.scope?.remove(this);
    this.scope = null;
    this.#line.noteOver(this);
    this.send(message, kind);
  }

  /** Sends a message about it to its caller's node. */
  protected send(message: Uint8Array, kind: number): void {
    writeHead(message, kind, this.id);
    this.#line.post(this.node, message, this.id);
  }
}

/** Makes the message of an error: one that cannot cross says so instead. */
export function makeError(error: unknown): Uint8Array {
  try {
    return makeFramed(HEAD_BYTES, { kind: "error", error }, ENCODING);
  } catch (refusal) {
    const action = "Cannot bring an error back";
    const failure = explainCodecError(action, refusal, readOutcome(error));
    return makeFramed(HEAD_BYTES, { kind: "error", error: failure }, ENCODING);
  }
}
