import { MAX_NODE_NAME_LENGTH } from "../../base/cluster_limits.ts";
import type { Runtime } from "../../base/runtime.ts";

/** What the key of an entry names. */
export type EntryKey =
  | { readonly kind: "node"; readonly id: string }
  | { readonly kind: "shard"; readonly shard: number }
  | { readonly kind: "name"; readonly name: string };

const ID_LENGTH = 8;
const ID_CHARACTERS =
  "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const NAME = new RegExp(`^[A-Za-z0-9_-]{1,${MAX_NODE_NAME_LENGTH}}$`);
const NODE_ID = new RegExp(
  `^[A-Za-z0-9_-]{1,${MAX_NODE_NAME_LENGTH}}-[A-Za-z0-9]{${ID_LENGTH}}$`,
);
const SHARD = /^(?:0|[1-9][0-9]{0,5})$/;

/** Tells whether a node may have such a name. */
export function isNodeName(name: unknown): name is string {
  return typeof name === "string" && NAME.test(name);
}

/** Tells whether a node may have such an id. */
export function isNodeId(id: unknown): id is string {
  return typeof id === "string" && NODE_ID.test(id);
}

/** Makes the id of one life of a node. */
export function makeNodeId(name: string, runtime: Runtime): string {
  let id = `${name}-`;
  for (let left = ID_LENGTH; left > 0; left--) {
    id += ID_CHARACTERS[Math.floor(runtime.random() * ID_CHARACTERS.length)];
  }
  return id;
}

export function toNodeKey(id: string): string {
  return `node.${id}`;
}

export function toShardKey(shard: number): string {
  return `shard.${shard}`;
}

export function toNameKey(name: string): string {
  return `name.${name}`;
}

/** Reads a key; `null` for one that no node of so many shards writes. */
export function readKey(key: string, shards: number): EntryKey | null {
  const at = key.indexOf(".");
  const rest = key.slice(at + 1);
  switch (key.slice(0, at)) {
    case "node":
      return isNodeId(rest) ? { kind: "node", id: rest } : null;
    case "name":
      return isNodeName(rest) ? { kind: "name", name: rest } : null;
    case "shard":
      return SHARD.test(rest) && Number(rest) < shards
        ? { kind: "shard", shard: Number(rest) }
        : null;
    default:
      return null;
  }
}
