import { CodecError } from "../../base/errors.ts";
import { MAX_CHAIN } from "../../base/limits.ts";
import { ARRAY } from "../bytes/item_reader.ts";
import { readAny } from "../bytes/read_any.ts";
import type { Reader } from "../bytes/reader.ts";
import type { Writer } from "../bytes/writer.ts";
import type { ReferenceName } from "../reference/reference.ts";
import { readName, writeName } from "./frame_name.ts";
import { malformed } from "./malformed.ts";

/** One of the calls that a call is made for. */
export interface ChainCall {
  /** The actor that runs it. */
  readonly actor: ReferenceName;
  /** The name of its method. */
  readonly method: string;
  /** The id of its turn, of those of the engine that runs it. */
  readonly id: string;
}

/** What a call brings of the calls that it is made for. */
export interface FrameChain {
  /** The calls that it is made for, the outermost first, if there are any. */
  readonly chain?: readonly ChainCall[];
  /** How many milliseconds it has left as it is sent, if it has a limit. */
  readonly timeLeftMs?: number;
}

const NONE: readonly ChainCall[] = [];

/** Tells whether a call is made for others, or has a limit. */
export function isChained({ chain, timeLeftMs }: FrameChain): boolean {
  return timeLeftMs !== undefined || chain !== undefined && chain.length > 0;
}

/** Writes the parts of a call that is made for others, or has a limit. */
export function writeChain(
  { chain = NONE, timeLeftMs }: FrameChain,
  to: Writer,
): void {
  if (chain.length > MAX_CHAIN) {
    const expected = `${MAX_CHAIN} calls at most`;
    const actual = `${chain.length}`;
    const message = `Cannot encode a frame: its chain is not ${expected}`;
    throw new CodecError(message, { path: "", expected, actual });
  }
  to.writeArray(chain.length);
  for (const { actor, method, id } of chain) {
    to.writeArray(4);
    writeName(actor.type, "actor type", to);
    writeName(actor.id, "actor id", to);
    writeName(method, "method", to);
    writeName(id, "turn id", to);
  }
  if (timeLeftMs === undefined) to.writeNull();
  else to.writeNumber(timeLeftMs);
}

/** Reads those parts into their places. */
export function readChain(
  from: Reader,
  frame: { -readonly [Key in keyof FrameChain]: FrameChain[Key] },
): void {
  const length = from.peekKind() === ARRAY ? from.readArray() : Infinity;
  if (length > MAX_CHAIN) {
    throw malformed(`the frame's chain is not a list of ${MAX_CHAIN} at most`);
  }
  if (length > 0) {
    const chain: ChainCall[] = [];
    for (let at = 0; at < length; at++) chain.push(readChainCall(from));
    frame.chain = chain;
  }
  if (from.takeNull()) return;
  const timeLeftMs = readAny(from, from.owner);
  if (!(Number.isFinite(timeLeftMs) && (timeLeftMs as number) >= 0)) {
    throw malformed("the frame's time is not a number of milliseconds");
  }
  frame.timeLeftMs = timeLeftMs as number;
}

function readChainCall(from: Reader): ChainCall {
  if (from.peekKind() !== ARRAY || from.readArray() !== 4) {
    throw malformed("a call in the frame's chain is not of four parts");
  }
  const type = readName(from, "actor type");
  const actor = { type, id: readName(from, "actor id") };
  const method = readName(from, "method");
  return { actor, method, id: readName(from, "turn id") };
}
