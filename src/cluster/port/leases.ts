/** An entry of a cluster's bucket. */
export interface LeaseEntry {
  /** Its name: of the characters A-Z, a-z, 0-9, `_`, `-` and `.`. */
  readonly key: string;
  /** What it holds; `null` once it is deleted. */
  readonly bytes: Uint8Array | null;
  /** The revision of the bucket that has written it: it only grows. */
  readonly revision: number;
}

/** What a bucket tells the node that has opened it. */
export interface LeasesHost {
  /**
   * Learns of an entry: of all that are there first, and of each change from
   * then on, in the order of their revisions. Changes in between may be left
   * out where an entry has changed again.
   */
  noteEntry(entry: LeaseEntry): void;
  /** Learns that all entries were told of that were there. */
  noteComplete(): void;
  /** Learns that the connection is gone, or is there again. */
  noteConnected(isConnected: boolean): void;
  /** Learns that the bucket is lost for good: the node leaves. */
  lose(error: Error): void;
}

/**
 * What all nodes of a cluster agree on, a few hundred entries: a port, with a
 * driver for each kind of server. Every write is a compare-and-set.
 */
export interface Leases {
  /**
   * Opens the bucket of a cluster, made with so many shards if there is none.
   *
   * @throws {ClusterError} If there is no server, or it is none that it can
   * use, or the bucket is of another number of shards.
   */
  open(shards: number, host: LeasesHost): Promise<void>;
  /**
   * Writes an entry whose revision is `expected`, 0 for one that is not there,
   * never was or is deleted; returns its new revision, or `null` where it has
   * another one: then nothing was written. Where it rejects, it is not known
   * whether it was written.
   */
  write(
    key: string,
    bytes: Uint8Array,
    expected: number,
  ): Promise<number | null>;
  /** Deletes an entry whose revision is `expected`; returns whether it did. */
  remove(key: string, expected: number): Promise<boolean>;
  /** Returns an entry as it is now, or `null` where there is none. */
  read(key: string): Promise<LeaseEntry | null>;
  /** Lets go of the bucket. */
  close(): Promise<void>;
}
