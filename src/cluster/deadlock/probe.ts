import { MAX_CHAIN, MAX_ID_LENGTH } from "../../base/limits.ts";
import { decodeWith, encodeWith } from "../../codec/bytes/whole.ts";
import { UNOWNED } from "../../codec/reference/reference.ts";
import { readUntyped, writeUntyped } from "../../codec/wire/cbor.ts";
import { HEAD_BYTES, MESSAGES, writeHead } from "../frame/message.ts";

/** A call between nodes that is part of a chain of waits. */
export interface FarEdge {
  /** The node that waits, in this life of it. */
  readonly node: string;
  /** The id of the call there. */
  readonly id: number;
  /** The turn that waits, as `Type/id.method`. */
  readonly by: string;
}

/** What follows a chain of waits from node to node, to see if it is a cycle. */
export interface Probe {
  /** The call that it began with. */
  readonly origin: FarEdge;
  /** The calls between nodes behind that. */
  readonly edges: readonly FarEdge[];
  /** The turns along the way, all of them, as `Type/id.method`. */
  readonly steps: readonly string[];
  /** How often it has gone round: what it finds twice is no chance. */
  readonly round: number;
}

/** As many steps as a probe goes. */
const MOST_STEPS = MAX_CHAIN * 4;

/** Whether a probe has gone as far as it may. */
export function isTooLong({ steps }: Probe): boolean {
  return steps.length >= MOST_STEPS;
}

/** Makes the message that brings a probe to the node that has a call. */
export function makeProbe(id: number, probe: Probe): Uint8Array {
  const { origin, edges, steps, round } = probe;
  const flat = [origin, ...edges].map(({ node, id, by }) => [node, id, by]);
  const body = encodeWith(
    UNOWNED,
    (to) => writeUntyped([flat, [...steps], round], to),
  );
  const message = new Uint8Array(HEAD_BYTES + body.length);
  writeHead(message, MESSAGES.probe, id);
  message.set(body, HEAD_BYTES);
  return message;
}

/** Reads it; `null` where it does not parse. */
export function readProbe(message: Uint8Array): Probe | null {
  let body: unknown;
  try {
    body = decodeWith(UNOWNED, message.subarray(HEAD_BYTES), readUntyped);
  } catch {
    return null;
  }
  if (!Array.isArray(body) || body.length !== 3) return null;
  const [flat, steps, round] = body as unknown[];
  if (!Array.isArray(flat) || !isSteps(steps)) return null;
  if (typeof round !== "number") return null;
  const all = flat.map(readEdge);
  const [origin, ...edges] = all;
  if (origin === undefined || all.includes(null)) return null;
  return { origin: origin!, edges: edges as FarEdge[], steps, round };
}

function isSteps(steps: unknown): steps is readonly string[] {
  return Array.isArray(steps) && steps.length <= MOST_STEPS + 1 &&
    steps.every(isStep);
}

function isStep(step: unknown): step is string {
  return typeof step === "string" && step.length <= 3 * MAX_ID_LENGTH + 2;
}

function readEdge(parts: unknown): FarEdge | null {
  if (!Array.isArray(parts) || parts.length !== 3) return null;
  const [node, id, by] = parts as unknown[];
  return isStep(node) && typeof id === "number" && isStep(by)
    ? { node, id, by }
    : null;
}
