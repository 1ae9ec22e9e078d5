import { MAX_ENTRY_BYTES } from "../../base/cluster_limits.ts";
import { isNodeId, isNodeName } from "./entry_key.ts";
import type { NodeInfo } from "./node_info.ts";

/**
 * How far a node has come: before it is sure of its name, while it may be given
 * shards, and while it gives away its own.
 */
export type NodeState = "joining" | "leaving" | "up";

/** What a node writes at each renewal of its lease. */
export interface NodeEntry {
  readonly info: NodeInfo;
  readonly state: NodeState;
  /** Counts the renewals that it has asked for. */
  readonly beat: number;
}

const STATES: readonly unknown[] = ["joining", "leaving", "up"];
const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true });

/** Encodes the entry of a node, whose key is its id. */
export function encodeNode({ info, state, beat }: NodeEntry): Uint8Array {
  const { name, types, isClient, startedAt, version } = info;
  return encode({ name, types, isClient, startedAt, version, state, beat });
}

/** Decodes the entry of a node; `null` where it is none. */
export function decodeNode(id: string, bytes: Uint8Array): NodeEntry | null {
  const given = decode(bytes);
  if (given === null) return null;
  const { name, types, isClient, startedAt, version, state, beat } = given;
  const isEntry = isNodeName(name) && id.startsWith(`${name}-`) &&
    isTypes(types) && typeof isClient === "boolean" && isWhole(beat) &&
    typeof startedAt === "number" && typeof version === "string" &&
    isState(state);
  if (!isEntry) return null;
  const info = { id, name, types, isClient, startedAt, version };
  return { info, state, beat };
}

/** What is written in place of a node that is dead, and then deleted. */
export const GRAVE: Uint8Array = new Uint8Array();

/** Tells whether an entry says that its node is dead. */
export function isGrave(bytes: Uint8Array): boolean {
  return bytes.length === 0;
}

/** Encodes the entry of a shard. */
export function encodeShard(owner: string): Uint8Array {
  return encode({ owner });
}

/** Decodes the owner of a shard; `null` where it is none. */
export function decodeShard(bytes: Uint8Array): string | null {
  const owner = decode(bytes)?.["owner"];
  return isNodeId(owner) ? owner : null;
}

/** Encodes the entry of a name. */
export function encodeName(id: string): Uint8Array {
  return encode({ id });
}

/** Decodes the id of the node that has a name; `null` where it is none. */
export function decodeName(bytes: Uint8Array): string | null {
  const id = decode(bytes)?.["id"];
  return isNodeId(id) ? id : null;
}

function encode(value: Readonly<Record<string, unknown>>): Uint8Array {
  return encoder.encode(JSON.stringify(value));
}

function decode(bytes: Uint8Array): Record<string, unknown> | null {
  if (bytes.length > MAX_ENTRY_BYTES) return null;
  try {
    const value: unknown = JSON.parse(decoder.decode(bytes));
    return isRecord(value) ? value : null;
  } catch {
    return null;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isTypes(value: unknown): value is Record<string, string> {
  return isRecord(value) &&
    Object.values(value).every((hash) => typeof hash === "string");
}

function isState(value: unknown): value is NodeState {
  return STATES.includes(value);
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value);
}
