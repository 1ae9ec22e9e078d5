import { decodeWith, encodeWith } from "../../codec/bytes/whole.ts";
import { UNOWNED } from "../../codec/reference/reference.ts";
import { readUntyped, writeUntyped } from "../../codec/wire/cbor.ts";
import type { ClusterNodeCounts } from "../../engine/cluster_snapshot.ts";
import { HEAD_BYTES, MESSAGES, writeHead } from "../frame/message.ts";

/** Makes the message that answers what a node counts. */
export function makeCounts(id: number, counts: ClusterNodeCounts): Uint8Array {
  const body = encodeWith(UNOWNED, (to) => writeUntyped(counts, to));
  const message = new Uint8Array(HEAD_BYTES + body.length);
  writeHead(message, MESSAGES.counts, id);
  message.set(body, HEAD_BYTES);
  return message;
}

/** Reads it: of another version of the library some may be missing. */
export function readCounts(message: Uint8Array): ClusterNodeCounts {
  const body = decodeWith(
    UNOWNED,
    message.subarray(HEAD_BYTES),
    readUntyped,
  ) as Partial<ClusterNodeCounts>;
  return { ...NO_COUNTS, ...body };
}

const NO_COUNTS: ClusterNodeCounts = {
  actors: 0,
  outgoing: 0,
  incoming: 0,
  rerouted: 0,
  gained: 0,
  handedOver: 0,
  lost: 0,
  fenced: 0,
  rejoined: 0,
  isSuspended: false,
  dropped: 0,
  links: [],
};
