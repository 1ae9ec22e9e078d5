const PRIME = 0x01000193;
const OFFSET = 0x811c9dc5;
// No UTF-16 unit is as large: it keeps "ab" + "c" apart from "a" + "bc".
const SEPARATOR = 0x10001;

/**
 * Returns the shard of an actor, from 0 to `shards - 1`.
 *
 * All nodes of a cluster must agree on it, in all versions to come.
 */
export function shardOf(type: string, id: string, shards: number): number {
  let hash = mixText(OFFSET, type);
  hash = Math.imul(hash ^ SEPARATOR, PRIME);
  hash = mixText(hash, id);
  return finish(hash) % shards;
}

/** FNV-1a by UTF-16 units. */
function mixText(hash: number, text: string): number {
  for (let at = 0; at < text.length; at++) {
    hash = Math.imul(hash ^ text.charCodeAt(at), PRIME);
  }
  return hash;
}

/** Spreads what differs in a few bits only: the last step of MurmurHash3. */
function finish(hash: number): number {
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
