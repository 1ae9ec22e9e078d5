import { CodecError } from "../../base/errors.ts";
import { MAX_CHAIN } from "../../base/limits.ts";
import type { ReferenceName } from "../reference/reference.ts";
import { buildActor, buildName, growActor, growName } from "./frame_name.ts";
import { malformed } from "./malformed.ts";
import type { Revival } from "./revival.ts";

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

/** Returns the parts of a call that is made for others, or has a limit. */
export function growChain({ chain = [], timeLeftMs }: FrameChain): unknown[] {
  if (chain.length === 0 && timeLeftMs === undefined) return [];
  if (chain.length > MAX_CHAIN) {
    const expected = `${MAX_CHAIN} calls at most`;
    const actual = `${chain.length}`;
    const message = `Cannot encode a frame: its chain is not ${expected}`;
    throw new CodecError(message, { path: "", expected, actual });
  }
  const calls = chain.map(({ actor, method, id }) => [
    ...growActor(actor),
    growName(method, "method"),
    growName(id, "turn id"),
  ]);
  return [calls, timeLeftMs ?? null];
}

/** Reads those parts. */
export function buildChain(
  parts: readonly unknown[],
  revival: Revival,
): FrameChain {
  if (parts.length === 0) return {};
  const [calls, timeLeftMs] = parts;
  if (!Array.isArray(calls) || calls.length > MAX_CHAIN) {
    throw malformed(`the frame's chain is not a list of ${MAX_CHAIN} at most`);
  }
  const chain = calls.map((call) => buildChainCall(call, revival));
  const found = chain.length === 0 ? {} : { chain };
  if (timeLeftMs === null) return found;
  if (!(Number.isFinite(timeLeftMs) && (timeLeftMs as number) >= 0)) {
    throw malformed("the frame's time is not a number of milliseconds");
  }
  return { ...found, timeLeftMs: timeLeftMs as number };
}

function buildChainCall(tree: unknown, revival: Revival): ChainCall {
  if (!Array.isArray(tree) || tree.length !== 4) {
    throw malformed("a call in the frame's chain is not of four parts");
  }
  const [type, id, method, turn] = tree;
  return {
    actor: buildActor([type, id], revival),
    method: buildName(method, "method", revival),
    id: buildName(turn, "turn id", revival),
  };
}
