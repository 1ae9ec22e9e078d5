import {
  DiscardPolicy,
  RetentionPolicy,
  StorageType,
} from "@nats-io/jetstream";
import { type KV, Kvm } from "@nats-io/kv";
import { ClusterError } from "../../base/cluster_error.ts";
import { escapeControls } from "../../base/escape_controls.ts";
import { NATS_TOMBSTONE_S } from "../../base/nats_limits.ts";
import { isWrongRevision } from "./failure.ts";
import type { Session } from "./session.ts";
import { type AskedConfig, ensureStream } from "./stream_config.ts";
import { bucketOf } from "./subject.ts";

/** The entry that says what a bucket is for; it never changes. */
export const SETTINGS_KEY = "settings";

/** The entry that is written so that a watch tells how far it has come. */
export const MARK_KEY = "mark";

/** The layout of a bucket's entries. */
const FORMAT = 1;

/** What all nodes of a cluster must agree on from the start. */
export interface BucketSettings {
  readonly cluster: string;
  readonly shards: number;
  readonly replicas: number;
}

/** An entry, or the mark that it is deleted. */
export interface BucketEntry {
  readonly revision: number;
  /** `null` where it is deleted. */
  readonly bytes: Uint8Array | null;
}

/** A bucket, over one connection. */
export class Bucket {
  readonly name: string;
  readonly #kv: KV;

  constructor(name: string, kv: KV) {
    this.name = name;
    this.#kv = kv;
  }

  /** Opens the bucket of a cluster that is there. */
  static async open(session: Session, cluster: string): Promise<Bucket> {
    const name = bucketOf(cluster);
    // Not from copies: they may be behind.
    const options = { allow_direct: false };
    const kv = await new Kvm(session.js).open(name, options);
    return new Bucket(name, kv);
  }

  /**
   * Opens the bucket of a cluster, made if there is none.
   *
   * @returns The bucket, and the revision of its settings.
   * @throws {ClusterError} If it is of another cluster, or of another number of
   * shards.
   */
  static async ensure(
    session: Session,
    settings: BucketSettings,
    firstRevision: number,
  ): Promise<[bucket: Bucket, settings: number]> {
    const { cluster } = settings;
    const doing = `open the cluster "${cluster}"`;
    const config = configure(settings, firstRevision);
    await ensureStream(session.jsm, config, doing);
    const bucket = await Bucket.open(session, cluster);
    const text = JSON.stringify({
      format: FORMAT,
      cluster,
      shards: settings.shards,
    });
    const bytes = new TextEncoder().encode(text);
    let entry = await bucket.read(SETTINGS_KEY);
    if (entry === null) {
      const revision = await bucket.write(SETTINGS_KEY, bytes, 0);
      if (revision !== null) return [bucket, revision];
      entry = await bucket.read(SETTINGS_KEY);
    }
    assertSettings(entry?.bytes ?? null, settings, doing);
    return [bucket, entry!.revision];
  }

  /** As of the port. */
  async write(
    key: string,
    bytes: Uint8Array,
    expected: number,
  ): Promise<number | null> {
    const revision = await this.#put(key, bytes, expected);
    if (revision !== null || expected > 0) return revision;
    const entry = await this.read(key);
    // It was there, and is deleted: the mark of that is what it replaces.
    if (entry === null || entry.bytes !== null) return null;
    return await this.#put(key, bytes, entry.revision);
  }

  /** As of the port. */
  async remove(key: string, expected: number): Promise<boolean> {
    if (expected === 0) return false;
    try {
      const ttl = `${NATS_TOMBSTONE_S}s`;
      await this.#kv.purge(key, { previousSeq: expected, ttl });
      return true;
    } catch (error) {
      if (isWrongRevision(error)) return false;
      throw error;
    }
  }

  /** Returns an entry, or the mark that it is deleted, or `null`. */
  async read(key: string): Promise<BucketEntry | null> {
    const entry = await this.#kv.get(key);
    if (entry === null) return null;
    const { revision, operation, value } = entry;
    return { revision, bytes: operation === "PUT" ? value : null };
  }

  /** Writes a mark; returns its revision. */
  async mark(): Promise<number> {
    return await this.#kv.put(MARK_KEY, new Uint8Array(0));
  }

  async #put(
    key: string,
    bytes: Uint8Array,
    expected: number,
  ): Promise<number | null> {
    try {
      return await this.#kv.put(key, bytes, { previousSeq: expected });
    } catch (error) {
      if (isWrongRevision(error)) return null;
      throw error;
    }
  }
}

/** Names the stream that a bucket is. */
export function streamOf(bucket: string): string {
  return `KV_${bucket}`;
}

/** Names the subject of each entry of a bucket, but for its key. */
export function entriesOf(bucket: string): string {
  return `$KV.${bucket}.`;
}

/** Returns what the stream is like: a bucket, as other tools know them. */
function configure(
  { cluster, replicas }: BucketSettings,
  firstRevision: number,
): AskedConfig {
  const bucket = bucketOf(cluster);
  return {
    name: streamOf(bucket),
    subjects: [`${entriesOf(bucket)}>`],
    retention: RetentionPolicy.Limits,
    storage: StorageType.File,
    discard: DiscardPolicy.New,
    max_msgs_per_subject: 1,
    max_age: 0,
    num_replicas: replicas,
    allow_rollup_hdrs: true,
    allow_msg_ttl: true,
    allow_direct: false,
    deny_delete: true,
    // Revisions are epochs, which must grow even if the bucket is made anew.
    first_seq: firstRevision,
  };
}

function assertSettings(
  bytes: Uint8Array | null,
  { cluster, shards }: BucketSettings,
  doing: string,
): void {
  const found = parse(bytes);
  const why = found === null
    ? "its settings are none that this version knows"
    : found.format !== FORMAT
    ? `its format is ${
      show(found.format)
    }, and not ${FORMAT}; run the version of ` +
      "this package that has made it"
    : found.cluster !== cluster
    ? `its bucket is that of ${show(found.cluster)}`
    : found.shards !== shards
    ? `it has ${show(found.shards)} shards, and not ${shards}; set shards ` +
      "to what it has, for their number is fixed"
    : null;
  if (why === null) return;
  throw new ClusterError(`Cannot ${doing}: ${why}`, { code: "mismatch" });
}

function show(value: unknown): string {
  return escapeControls(JSON.stringify(value) ?? "undefined");
}

/** What settings are as far as is known: anything may be in the bucket. */
interface FoundSettings {
  readonly format?: unknown;
  readonly cluster?: unknown;
  readonly shards?: unknown;
}

function parse(bytes: Uint8Array | null): FoundSettings | null {
  if (bytes === null) return null;
  try {
    const found: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return typeof found === "object" && found !== null ? found : null;
  } catch {
    return null;
  }
}
