import type { ReferenceName } from "../reference/reference.ts";
import type { FrameChain } from "./frame_chain.ts";
import type { FrameOnce } from "./frame_once.ts";

/** Asks an actor to run a method. */
export interface CallFrame extends FrameChain {
  /** Tells the kinds of frame apart. */
  readonly kind: "call";
  /** The actor that is called. */
  readonly actor: ReferenceName;
  /** The name of its method. */
  readonly method: string;
  /** The user's values. */
  readonly payload: unknown;
  /** The actor that calls, unless it is code outside actors. */
  readonly caller?: ReferenceName;
  /** The context values that it carries by name, if it does. */
  readonly carried?: unknown;
  /** What keeps it from having its effect again, if it may come again. */
  readonly once?: FrameOnce;
}

/** Answers a call with the result of its method. */
export interface ReplyFrame {
  /** Tells the kinds of frame apart. */
  readonly kind: "reply";
  /** The result of the method. */
  readonly value: unknown;
}

/** Answers a call with a thrown value, which may be no `Error`. */
export interface ErrorFrame {
  /** Tells the kinds of frame apart. */
  readonly kind: "error";
  /** The value that the method threw. */
  readonly error: unknown;
}

/** Brings a stream's payload to one of its subscribers. */
export interface PublishFrame {
  /** Tells the kinds of frame apart. */
  readonly kind: "publish";
  /** The id of the stream. */
  readonly stream: string;
  /** The subscriber. */
  readonly actor: ReferenceName;
  /** The name of the method that takes the payload. */
  readonly method: string;
  /** The user's values. */
  readonly payload: unknown;
  /** The actor that published, unless it is code outside actors. */
  readonly caller?: ReferenceName;
  /** The context values that it carries by name, if it does. */
  readonly carried?: unknown;
}

/**
 * Brings a value of a streaming reply to its consumer; behind the last one
 * comes a reply with what the generator returned, or an error.
 */
export interface ValueFrame {
  /** Tells the kinds of frame apart. */
  readonly kind: "value";
  /** What the generator yielded. */
  readonly value: unknown;
}

/** Lets more values of a streaming reply be on their way. */
export interface CreditFrame {
  /** Tells the kinds of frame apart. */
  readonly kind: "credit";
  /** How many more, from 1 to the limit of a streaming reply. */
  readonly credit: number;
}

/** Ends a streaming reply from its consumer's end. */
export interface EndFrame {
  /** Tells the kinds of frame apart. */
  readonly kind: "end";
}

/** The unit that crosses a wire. */
export type Frame =
  | CallFrame
  | ReplyFrame
  | ErrorFrame
  | PublishFrame
  | ValueFrame
  | CreditFrame
  | EndFrame;

/** The version of the format: the first part of every frame. */
export const VERSION = 2;

/** The least parts of a call, without version and kind. */
export const CALL_PARTS = 3;

/** How many parts a call has that carries values. */
export const CARRYING_PARTS = 5;

/** How many parts a call has that is made for others, or has a limit. */
export const CHAINED_PARTS = 7;

/** How many parts a call has that may come again. */
export const ONCE_PARTS = 8;

/** The number of each kind, for good. */
export const KINDS = {
  call: 1,
  reply: 2,
  error: 3,
  publish: 4,
  value: 5,
  credit: 6,
  end: 7,
} as const;
