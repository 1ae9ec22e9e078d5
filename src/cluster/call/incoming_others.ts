import { errorOf } from "../../base/deferred_error.ts";
import { isThrown } from "../../base/thrown.ts";
import type { ReferenceOwner } from "../../codec/reference/reference.ts";
import type { CallFrame, PublishFrame } from "../../codec/wire/frame.ts";
import type { Activation } from "../../actor/port/activation.ts";
import { type Carried, CarryingPayload } from "../../envelope/carry.ts";
import { deliver } from "../../envelope/deliver.ts";
import type { Method } from "../../envelope/definition.ts";
import type { Caller, Refusal } from "../../envelope/target.ts";
import type { Subscription } from "../../stream/subscription.ts";
import type { AnswerLine } from "./answer_line.ts";
import { FarCaller } from "./far_caller.ts";
import { findOperation, type Operation } from "./operations.ts";
import { NotHereError } from "./not_here_error.ts";
import { noSuchMethod } from "./refusal.ts";

/** What frames that are no calls ask of their node. */
export interface OthersHost {
  readonly outside: ReferenceOwner;
  /** Does what a frame asks of the node that serves an actor. */
  operate(
    node: string,
    operation: Operation,
    target: Activation,
    frame: CallFrame,
    carried: Carried | null,
  ): Promise<void>;
  /** Learns of a payload that a subscriber could not take. */
  noteUndelivered(
    subscription: Subscription,
    caller: Caller | null,
    refusal: Refusal,
  ): void;
}

/** The frames of other nodes that are for an actor, and no calls to it. */
export class IncomingOthers {
  /** How much that actors are asked for is not done yet. */
  size = 0;
  readonly #host: OthersHost;
  readonly #answers: AnswerLine;

  constructor(host: OthersHost, answers: AnswerLine) {
    this.#host = host;
    this.#answers = answers;
  }

  /** Does with an actor what is no call to it, if a frame names that. */
  operate(
    node: string,
    id: number,
    frame: CallFrame,
    target: Activation,
    carried: Carried | null,
  ): void {
    const { actor, method } = frame;
    const operation = findOperation(method);
    if (operation === null) {
      return this.#answers.fail(node, id, noSuchMethod(actor, method));
    }
    this.size++;
    this.#host.operate(node, operation, target, frame, carried).then(
      () => {
        this.size--;
        this.#answers.settle(node, id);
      },
      (error) => {
        this.size--;
        this.#refuse(node, id, error);
      },
    );
  }

  #refuse(node: string, id: number, error: unknown): void {
    if (isThrown(error, NotHereError)) this.#answers.sendBack(node, id);
    else this.#answers.fail(node, id, error);
  }

  /** Takes a payload for a subscriber, and says whether its inbox took it. */
  takePayload(
    node: string,
    id: number,
    frame: PublishFrame,
    target: Activation,
    method: Method,
    carried: Carried | null,
  ): void {
    const caller = openCaller(frame, this.#host.outside);
    const { payload, stream } = frame;
    const sent = carried === null
      ? payload
      : new CarryingPayload(payload, carried);
    const refusal = deliver({ target }, method, sent, null, caller);
    if (refusal === undefined) return this.#answers.settle(node, id);
    this.#host.noteUndelivered({ stream, method, target }, caller, refusal);
    this.#answers.fail(node, id, errorOf(refusal));
  }
}

/** Returns the actor that a frame is from; `null` for code outside actors. */
export function openCaller(
  { caller }: CallFrame | PublishFrame,
  outside: ReferenceOwner,
): Caller | null {
  return caller === undefined ? null : new FarCaller(caller, outside);
}
