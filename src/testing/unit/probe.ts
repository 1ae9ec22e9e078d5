import type { ActorId } from "../../envelope/actor_id.ts";
import type { ArgumentsOf, ResultOf } from "./actor_class.ts";

/** One call or payload that an actor got. */
export interface ProbedMethodCall<Name, Arguments, Result> {
  /** The actor that got it. */
  readonly actor: ActorId;
  /** The method's name. */
  readonly method: Name;
  /** A copy of what it was given. */
  readonly args: Arguments;
  /** The actor that sent it; `null` for code outside of actors. */
  readonly caller: ActorId | null;
  /** When its turn began, in virtual milliseconds. */
  readonly at: number;
  /** How its turn ended, or that it goes on. */
  readonly outcome: "running" | "done" | "failed";
  /**
   * A copy of what it returned; `undefined` until then, where it returns
   * nothing, and for a streaming reply, which is done when it has begun.
   */
  readonly result: Result | undefined;
  /** What it threw; `undefined` unless it has failed. */
  readonly error: unknown;
}

/** A call of any method of an actor; `method` tells which. */
export type ProbedCall<Actor, Name extends keyof Actor> = {
  [Key in Name]: ProbedMethodCall<
    Key,
    ArgumentsOf<Actor[Key]>,
    ResultOf<Actor[Key]>
  >;
}[Name];

/** Records what an actor, or all actors of a type, got. */
export interface Probe<Actor, Name extends keyof Actor> extends Disposable {
  /** What they got, in the order in which the turns began. */
  readonly calls: readonly ProbedCall<Actor, Name>[];
  /** Returns those of one method. */
  callsOf<Key extends Name>(method: Key): ProbedCall<Actor, Key>[];
  /** Returns the arguments of those of one method: one list for each call. */
  argsOf<Key extends Name>(method: Key): ArgumentsOf<Actor[Key]>[];
  /** Forgets what it has recorded so far. */
  clear(): void;
  /** Records nothing any more. */
  [Symbol.dispose](): void;
}
