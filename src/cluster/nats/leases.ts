import { ClusterError } from "../../base/cluster_error.ts";
import {
  NATS_LOST_MS,
  NATS_REQUEST_MS,
  NATS_RETRY_MS,
  NATS_RETRY_SPREAD_MS,
} from "../../base/nats_limits.ts";
import type { LeaseEntry, Leases, LeasesHost } from "../port/leases.ts";
import { Bucket } from "./bucket.ts";
import { BucketView } from "./bucket_view.ts";
import { BucketWatch } from "./bucket_watch.ts";
import type { Connection } from "./connection.ts";
import {
  isLasting,
  isNotFound,
  isUnanswered,
  toClusterError,
} from "./failure.ts";
import type { ConnectionHost, Session } from "./session.ts";
import { Waits } from "./wait.ts";

/** Keeps what the nodes of a cluster agree on in a bucket of JetStream. */
export class NatsLeases implements Leases {
  readonly #connection: Connection;
  readonly #surroundings: ConnectionHost;
  readonly #replicas: number;
  readonly #waits: Waits;
  #open: OpenLeases | null = null;
  /** Whether it was closed as it was opened. */
  #isClosed = false;
  #bucket: { readonly session: Session; readonly bucket: Bucket } | null = null;

  constructor(
    connection: Connection,
    replicas: number,
    surroundings: ConnectionHost,
  ) {
    this.#connection = connection;
    this.#replicas = replicas;
    this.#surroundings = surroundings;
    this.#waits = new Waits(surroundings.runtime);
  }

  async open(shards: number, host: LeasesHost): Promise<void> {
    if (this.#open !== null) throw new Error("The bucket is open");
    this.#isClosed = false;
    await this.#connection.open(this.#surroundings);
    try {
      const settings = await this.#ensure(shards);
      if (this.#isClosed) throw closedError("open the bucket");
      const { runtime } = this.#surroundings;
      const view = new BucketView(settings, host);
      const open = new OpenLeases(this.#connection, runtime, view, host);
      this.#open = open;
      open.start();
    } catch (error) {
      await this.#connection.close();
      throw error;
    }
  }

  async write(
    key: string,
    bytes: Uint8Array,
    expected: number,
  ): Promise<number | null> {
    return await this.#do(
      `write "${key}"`,
      (bucket) => bucket.write(key, bytes, expected),
    );
  }

  async remove(key: string, expected: number): Promise<boolean> {
    return await this.#do(
      `remove "${key}"`,
      (bucket) => bucket.remove(key, expected),
    );
  }

  async read(key: string): Promise<LeaseEntry | null> {
    const entry = await this.#do(
      `read "${key}"`,
      (bucket) => bucket.read(key),
    );
    return entry === null || entry.bytes === null ? null : { key, ...entry };
  }

  async close(): Promise<void> {
    const open = this.#open;
    this.#waits.end();
    if (open === null) {
      this.#isClosed = true;
      return await this.#connection.giveUp();
    }
    this.#open = null;
    open.stop();
    await this.#connection.close();
  }

  /** Makes the bucket, or checks it; a NATS cluster may still be coming up. */
  async #ensure(shards: number): Promise<number> {
    const { runtime } = this.#surroundings;
    const { cluster } = this.#connection;
    const doing = `open the cluster "${cluster}"`;
    const settings = { cluster, shards, replicas: this.#replicas };
    const until = runtime.now() + this.#connection.connectTimeoutMs;
    while (true) {
      try {
        const session = this.#connection.assertSession(doing);
        const now = Math.floor(runtime.now());
        const [, revision] = await Bucket.ensure(session, settings, now);
        return revision;
      } catch (thrown) {
        const error = toClusterError(thrown, doing);
        if (this.#isClosed) throw closedError(doing);
        if (isLasting(error) || runtime.now() >= until) throw error;
      }
      await this.#pause();
    }
  }

  /** Does something with the bucket; what reached no server is tried anew. */
  async #do<Result>(
    what: string,
    act: (bucket: Bucket) => Promise<Result>,
  ): Promise<Result> {
    const { runtime } = this.#surroundings;
    const { cluster } = this.#connection;
    const doing = `${what} in the cluster "${cluster}"`;
    const until = runtime.now() + NATS_REQUEST_MS;
    while (true) {
      if (this.#open === null) throw closedError(doing);
      const session = this.#connection.assertSession(doing);
      try {
        return await act(await this.#openBucket(session));
      } catch (error) {
        // While a NATS cluster elects who leads, nothing listens there.
        if (!isUnanswered(error) || runtime.now() >= until) {
          throw toClusterError(error, doing);
        }
      }
      await this.#pause();
    }
  }

  async #openBucket(session: Session): Promise<Bucket> {
    if (this.#bucket?.session !== session) {
      const bucket = await Bucket.open(session, this.#connection.cluster);
      this.#bucket = { session, bucket };
    }
    return this.#bucket.bucket;
  }

  async #pause(): Promise<void> {
    const spreadMs = this.#surroundings.runtime.random() *
      NATS_RETRY_SPREAD_MS;
    await this.#waits.wait(NATS_RETRY_MS + spreadMs);
  }
}

function closedError(doing: string): ClusterError {
  const message = `Cannot ${doing}: its bucket is closed`;
  return new ClusterError(message, { code: "closed" });
}

/** A bucket that is watched, over all connections there are. */
class OpenLeases {
  readonly #connection: Connection;
  readonly #runtime: ConnectionHost["runtime"];
  readonly #waits: Waits;
  readonly #view: BucketView;
  readonly #host: LeasesHost;
  #watch: BucketWatch | null = null;
  #unlisten: () => void = () => {};
  #isStopped = false;
  #isLive = true;

  constructor(
    connection: Connection,
    runtime: ConnectionHost["runtime"],
    view: BucketView,
    host: LeasesHost,
  ) {
    this.#connection = connection;
    this.#runtime = runtime;
    this.#waits = new Waits(runtime);
    this.#view = view;
    this.#host = host;
  }

  start(): void {
    this.#unlisten = this.#connection.listen((session) => {
      // Its watch would wait for signs of life.
      this.#watch?.stop();
      if (session === null) this.#noteLive(false);
      else this.#follow(session);
    });
    const { session } = this.#connection;
    if (session === null) this.#noteLive(false);
    else this.#follow(session);
  }

  stop(): void {
    this.#isStopped = true;
    this.#unlisten();
    this.#watch?.stop();
    this.#waits.end();
  }

  /** Watches the bucket over a connection, anew whenever a watch ends. */
  async #follow(session: Session): Promise<void> {
    let missingSince: number | null = null;
    while (session.isOpen && !this.#isStopped) {
      const error = await this.#watchOnce(session);
      if (this.#isStopped || !session.isOpen) return;
      this.#noteLive(false);
      if (error instanceof ClusterError) return this.#lose(error);
      if (!isNotFound(error)) missingSince = null;
      else missingSince ??= this.#runtime.now();
      const missingMs = this.#runtime.now() - (missingSince ?? Infinity);
      if (missingMs >= NATS_LOST_MS) return this.#lose(this.#describeLoss());
      const spreadMs = this.#runtime.random() * NATS_RETRY_SPREAD_MS;
      await this.#waits.wait(NATS_RETRY_MS + spreadMs);
    }
  }

  /** Resolves when a watch has ended, to why it could not begin. */
  async #watchOnce(session: Session): Promise<unknown> {
    let loss: ClusterError | null = null;
    const check = (isSame: boolean): void => {
      if (isSame) return;
      loss = this.#describeLoss();
      watch.stop();
    };
    const watch = new BucketWatch(
      session,
      this.#connection.cluster,
      this.#runtime,
      {
        noteEntry: (entry) => check(this.#view.note(entry)),
        noteComplete: () => {
          check(this.#view.complete());
          if (loss === null) this.#noteLive(true);
        },
      },
    );
    this.#watch = watch;
    this.#view.begin();
    try {
      const { cluster } = this.#connection;
      await watch.begin(await Bucket.open(session, cluster));
      await watch.ended;
      return loss;
    } catch (error) {
      return error;
    } finally {
      watch.stop();
    }
  }

  #noteLive(isLive: boolean): void {
    if (this.#isStopped || this.#isLive === isLive) return;
    this.#isLive = isLive;
    this.#host.noteConnected(isLive);
  }

  #lose(error: ClusterError): void {
    this.stop();
    this.#host.lose(error);
  }

  #describeLoss(): ClusterError {
    const { cluster } = this.#connection;
    return new ClusterError(
      `Cannot stay in the cluster "${cluster}": its bucket was deleted`,
      { code: "mismatch" },
    );
  }
}
