import { CodecError } from "../../base/errors.ts";
import { STREAMING_CREDIT } from "../../base/limits.ts";
import { decodeTree, encodeTree, growValue } from "./cbor.ts";
import { buildChain, type FrameChain, growChain } from "./frame_chain.ts";
import { buildActor, buildName, growActor, growName } from "./frame_name.ts";
import { malformed } from "./malformed.ts";
import type { ReferenceName, ReferenceOwner } from "../reference/reference.ts";
import { toCodecError } from "../refusal.ts";
import type { Revival } from "./revival.ts";
import { growTree } from "./tree.ts";

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
const VERSION = 2;

/** How many parts a call has that is made for others, or has a limit. */
const CHAINED_PARTS = 7;

/** The number of each kind, for good. */
const KINDS = {
  call: 1,
  reply: 2,
  error: 3,
  publish: 4,
  value: 5,
  credit: 6,
  end: 7,
} as const;

/**
 * Encodes a frame as one CBOR list: version, kind, and the kind's own parts.
 * A thrown value always crosses: members that cannot are left out, and a value
 * that is no message at all crosses as the `CodecError` that says so.
 *
 * @throws {CodecError} If a payload or value cannot be a message, or a name is
 * empty or too long.
 */
export function encodeFrame(frame: Frame): Uint8Array<ArrayBuffer> {
  return encodeGrown(frame, growValue);
}

/**
 * Encodes a frame whose payload or value a copier made to be encoded; the copy
 * is used up.
 */
export function encodeCopy(frame: Frame): Uint8Array<ArrayBuffer> {
  return encodeGrown(frame, growTree);
}

/** Turns a user's value into a tree. */
type Grow = (value: unknown) => unknown;

function encodeGrown(frame: Frame, grow: Grow): Uint8Array<ArrayBuffer> {
  switch (frame.kind) {
    case "call":
      return encodeParts(
        KINDS.call,
        withChain(callParts(frame, grow), frame),
      );
    case "reply":
      return encodeParts(KINDS.reply, [grow(frame.value)]);
    case "error":
      return encodeError(frame.error);
    case "value":
      return encodeParts(KINDS.value, [grow(frame.value)]);
    case "credit":
      return encodeParts(KINDS.credit, [grow(frame.credit)]);
    case "end":
      return encodeParts(KINDS.end, []);
    case "publish":
      return encodeParts(KINDS.publish, [
        growName(frame.stream, "stream id"),
        ...callParts(frame, grow),
      ]);
  }
}

/**
 * Decodes a frame of any origin; references in it are bound to the owner.
 *
 * @throws {CodecError} If the bytes are not a frame of this version.
 */
export function decodeFrame(bytes: Uint8Array, owner: ReferenceOwner): Frame {
  return decodeTree(bytes, owner, buildFrame);
}

function encodeParts(kind: number, parts: readonly unknown[]) {
  return encodeTree([VERSION, kind, ...parts]);
}

function callParts(frame: CallFrame | PublishFrame, grow: Grow): unknown[] {
  const parts = [
    growActor(frame.actor),
    growName(frame.method, "method"),
    grow(frame.payload),
  ];
  const { caller, carried } = frame;
  const from = caller === undefined ? null : growActor(caller);
  // They are no copy that may be used up: other envelopes carry them, too.
  if (carried !== undefined) return [...parts, from, growValue(carried)];
  return from === null ? parts : [...parts, from];
}

/** Adds what a call has that is made for others, or has a limit. */
function withChain(parts: unknown[], frame: CallFrame): unknown[] {
  const chain = growChain(frame);
  if (chain.length === 0) return parts;
  while (parts.length < CHAINED_PARTS - chain.length) parts.push(null);
  return [...parts, ...chain];
}

function encodeError(error: unknown): Uint8Array<ArrayBuffer> {
  try {
    return encodeParts(KINDS.error, [growValue(error)]);
  } catch (refusal) {
    // Its cause may be as large as the error that was too large.
    const { message, path, expected, actual } = toCodecError(refusal);
    const plain = new CodecError(message, {
      path,
      expected,
      actual,
      outcome: "failed",
    });
    return encodeParts(KINDS.error, [growValue(plain)]);
  }
}

function buildFrame(tree: unknown, revival: Revival): Frame {
  if (!Array.isArray(tree)) throw malformed("a frame is a list");
  const [version, kind, ...parts]: unknown[] = tree;
  if (version !== VERSION) throw malformed("the frame's version is unknown");
  switch (kind) {
    case KINDS.call:
      checkArity(parts, 3, parts.length === CHAINED_PARTS ? CHAINED_PARTS : 5);
      return {
        kind: "call",
        ...buildCall(parts.length > 5 ? takeHead(parts) : parts, revival),
        ...buildChain(parts.slice(5), revival),
      };
    case KINDS.reply:
      checkArity(parts, 1, 1);
      return { kind: "reply", value: revival.revive(parts[0]) };
    case KINDS.error:
      checkArity(parts, 1, 1);
      return { kind: "error", error: revival.revive(parts[0]) };
    case KINDS.value:
      checkArity(parts, 1, 1);
      return { kind: "value", value: revival.revive(parts[0]) };
    case KINDS.credit:
      checkArity(parts, 1, 1);
      return { kind: "credit", credit: buildCredit(parts[0]) };
    case KINDS.end:
      checkArity(parts, 0, 0);
      return { kind: "end" };
    case KINDS.publish: {
      checkArity(parts, 4, 6);
      const stream = buildName(parts[0], "stream id", revival);
      return { kind: "publish", stream, ...buildCall(parts.slice(1), revival) };
    }
    default:
      throw malformed("the frame's kind is unknown");
  }
}

function buildCall(
  [actor, method, payload, caller, ...carried]: readonly unknown[],
  revival: Revival,
): Omit<CallFrame, "kind"> {
  const call = {
    actor: buildActor(actor, revival),
    method: buildName(method, "method", revival),
    payload: revival.revive(payload),
  };
  const hasCarried = carried.length > 0;
  // Where it carries values, a place is kept for the caller.
  const hasNone = caller === undefined || (hasCarried && caller === null);
  return {
    ...call,
    ...(hasNone ? {} : { caller: buildActor(caller, revival) }),
    ...(hasCarried ? { carried: revival.revive(carried[0]) } : {}),
  };
}

/** Returns the parts that every call has: the others' places are kept. */
function takeHead(parts: readonly unknown[]): readonly unknown[] {
  const hasCarried = parts[4] !== null;
  const hasCaller = parts[3] !== null;
  return parts.slice(0, hasCarried ? 5 : hasCaller ? 4 : 3);
}

function buildCredit(credit: unknown): number {
  const isCredit = typeof credit === "number" && Number.isInteger(credit) &&
    credit > 0 && credit <= STREAMING_CREDIT;
  if (isCredit) return credit;
  throw malformed("the frame's credit is out of its limits");
}

function checkArity(parts: readonly unknown[], least: number, most: number) {
  if (parts.length < least || parts.length > most) {
    throw malformed("the frame has too few or too many parts");
  }
}
