import { ClusterError } from "../../base/cluster_error.ts";
import type { Logger } from "../../base/logger.ts";
import type { Runtime } from "../../base/runtime.ts";
import { askWithin } from "./ask.ts";
import { decodeName, decodeNode, decodeShard, isGrave } from "./entry_codec.ts";
import { readKey } from "./entry_key.ts";
import { NodeTable } from "./node_table.ts";
import type { LeaseEntry, Leases, LeasesHost } from "../port/leases.ts";
import { ShardTable } from "./shard_table.ts";

/** Who has a name. */
interface NameHolder {
  /** The node's id; `null` where that could not be read. */
  readonly id: string | null;
  readonly revision: number;
}

/** What a node has written. */
export interface NodeNews {
  readonly id: string;
  readonly entry: LeaseEntry;
  /** Whether it says more than that the node lives. */
  readonly isNews: boolean;
  /** Whether the watch told of it, in its order. */
  readonly isWatched: boolean;
}

/** What learns of the entries that a bucket was told of. */
export interface BucketListener {
  /**
   * Learns what a node wrote, once the tables have it, and whether the watch
   * told it.
   */
  noteNode(entry: NodeNews): void;
  /** Learns that a node is gone for good. */
  noteGone(id: string): void;
  /** Learns that a shard's entry is another one. */
  noteShard(shard: number): void;
  noteConnected(isConnected: boolean): void;
  lose(error: Error): void;
}

/** What a bucket is made of. */
export interface BucketParts {
  readonly leases: Leases;
  readonly shards: number;
  readonly runtime: Runtime;
  readonly logger: Logger;
  /** Milliseconds after which an answer is not waited for any more. */
  readonly askMs: number;
}

/** The bucket of a cluster as one node has seen it, in all of its lives. */
export class Bucket implements LeasesHost {
  readonly nodes = new NodeTable();
  readonly shards: ShardTable;
  readonly names = new Map<string, NameHolder>();
  readonly #parts: BucketParts;
  #listener: BucketListener | null = null;
  #complete = Promise.withResolvers<void>();
  #isConnected = true;
  readonly #closing = new AbortController();
  #connectedAt = -Infinity;
  #unreadable = 0;

  constructor(parts: BucketParts) {
    this.#parts = parts;
    this.shards = new ShardTable(parts.shards);
    // Told to who opens it; a loss while it is open is told to the listener.
    this.#complete.promise.catch(() => {});
  }

  get isConnected(): boolean {
    return this.#isConnected;
  }

  /** When the connection was there again; `-Infinity` if it never was gone. */
  get connectedAt(): number {
    return this.#connectedAt;
  }

  /** How many entries could not be read. */
  get unreadable(): number {
    return this.#unreadable;
  }

  /** Opens it; resolves when all is known that it holds. */
  async open(listener: BucketListener): Promise<void> {
    this.#listener = listener;
    await this.#parts.leases.open(this.shards.size, this);
    await this.#complete.promise;
  }

  /** Writes an entry; it rejects where nothing was answered in time, too. */
  write(
    key: string,
    bytes: Uint8Array,
    expected: number,
  ): Promise<number | null> {
    return this.#ask(() => this.#parts.leases.write(key, bytes, expected));
  }

  remove(key: string, expected: number): Promise<boolean> {
    return this.#ask(() => this.#parts.leases.remove(key, expected));
  }

  read(key: string): Promise<LeaseEntry | null> {
    return this.#ask(() => this.#parts.leases.read(key));
  }

  async close(): Promise<void> {
    const message = "Cannot use the cluster's bucket: the node has left";
    const error = new ClusterError(message, { code: "closed" });
    this.#listener = null;
    this.#complete.reject(error);
    this.#closing.abort(error);
    await this.#parts.leases.close();
  }

  noteEntry(entry: LeaseEntry): void {
    this.#note(entry, true);
  }

  /** Notes an entry as it was written or read, before the watch tells. */
  noteFound(entry: LeaseEntry): void {
    this.#note(entry, false);
  }

  noteComplete(): void {
    this.#complete.resolve();
  }

  noteConnected(isConnected: boolean): void {
    if (isConnected === this.#isConnected) return;
    this.#isConnected = isConnected;
    if (isConnected) this.#connectedAt = this.#parts.runtime.now();
    this.#listener?.noteConnected(isConnected);
  }

  lose(error: Error): void {
    this.#complete.reject(error);
    this.#listener?.lose(error);
  }

  #note(entry: LeaseEntry, isWatched: boolean): void {
    const key = readKey(entry.key, this.shards.size);
    if (key === null) return this.#noteUnreadable(entry.key);
    if (key.kind === "node") this.#noteNode(key.id, entry, isWatched);
    if (key.kind === "shard") this.#noteShard(key.shard, entry);
    if (key.kind === "name") this.#noteName(key.name, entry);
  }

  #noteNode(id: string, entry: LeaseEntry, isWatched: boolean): void {
    const { bytes, revision } = entry;
    if (bytes === null || isGrave(bytes)) return this.#listener?.noteGone(id);
    const read = decodeNode(id, bytes);
    if (read === null) this.#noteUnreadable(entry.key);
    const now = this.#parts.runtime.now();
    const isNews = this.nodes.note(id, read, revision, now);
    this.#listener?.noteNode({ id, entry, isNews, isWatched });
  }

  #noteShard(shard: number, { key, bytes, revision }: LeaseEntry): void {
    const owner = bytes === null ? null : decodeShard(bytes);
    const isRead = bytes === null || owner !== null;
    if (!isRead) this.#noteUnreadable(key);
    const isNews = isRead
      ? this.shards.note(shard, owner, revision)
      : this.shards.noteUnreadable(shard, revision);
    if (isNews) this.#listener?.noteShard(shard);
  }

  #noteName(name: string, { key, bytes, revision }: LeaseEntry): void {
    if (revision <= (this.names.get(name)?.revision ?? 0)) return;
    if (bytes === null) return void this.names.delete(name);
    const id = decodeName(bytes);
    if (id === null) this.#noteUnreadable(key);
    this.names.set(name, { id, revision });
  }

  #noteUnreadable(key: string): void {
    if (this.#unreadable++ > 0) return;
    this.#parts.logger.error(
      `An entry of the cluster's bucket cannot be read, and is left as it ` +
        `is: ${key}; others like it are counted, and not logged`,
    );
  }

  #ask<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
    const { runtime, askMs } = this.#parts;
    return askWithin(runtime, askMs, this.#closing.signal, ask);
  }
}
