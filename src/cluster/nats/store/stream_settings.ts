import { DiscardPolicy, StorageType } from "@nats-io/jetstream";
import { StoreError } from "../../../store/store_error.ts";
import type { AskedConfig } from "../stream_config.ts";
import type { Subjects } from "./subjects.ts";

/** How the stream of a store is made. */
export interface StreamSettings {
  /** How many servers keep it. */
  readonly replicas: number;
  readonly maxRecordBytes: number;
}

/** What a message may have beside its bytes: names, fields and subjects. */
export const OVERHEAD_BYTES = 65_536;

/**
 * Returns what the stream of a store is like.
 *
 * @throws {StoreError} If the server takes no messages as large as a record.
 */
export function configureStream(
  { max_payload: most }: { readonly max_payload: number },
  { all, stream }: Subjects,
  { maxRecordBytes, replicas }: StreamSettings,
): AskedConfig {
  if (most < maxRecordBytes + OVERHEAD_BYTES) {
    throw new StoreError(
      `Cannot use the NATS server: its max_payload is ${most} bytes, and a ` +
        `record may have ${maxRecordBytes}; raise that, or give the store ` +
        `{ maxRecordBytes: ${Math.max(1, most - OVERHEAD_BYTES)} }`,
      { code: "failed" },
    );
  }
  return {
    name: stream,
    description: "The durable actors of a Backstage cluster",
    subjects: [all],
    storage: StorageType.File,
    num_replicas: replicas,
    max_msgs_per_subject: 1,
    max_msgs: -1,
    max_bytes: -1,
    max_age: 0,
    discard: DiscardPolicy.New,
    allow_atomic: true,
    allow_direct: true,
    allow_msg_ttl: true,
    deny_delete: false,
  };
}
