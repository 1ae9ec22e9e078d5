import {
  AckPolicy,
  type ConsumerConfig,
  DeliverPolicy,
} from "@nats-io/jetstream";
import type { Msg, Subscription } from "@nats-io/transport-node";
import { nanos } from "@nats-io/transport-node";
import {
  NATS_HEARTBEAT_MS,
  NATS_SILENCE_MS,
  NATS_WATCH_MS,
} from "../../base/nats_limits.ts";
import type { Runtime, RuntimeTimer } from "../../base/runtime.ts";
import { tolerate } from "../../base/tolerate.ts";
import type { LeaseEntry } from "../port/leases.ts";
import { type Bucket, entriesOf, streamOf } from "./bucket.ts";
import { toPlain } from "./plain_bytes.ts";
import type { Session } from "./session.ts";
import { bucketOf, inboxOf } from "./subject.ts";
import { within } from "./wait.ts";

/** What a watch tells, in the order of the bucket's revisions. */
export interface WatchHost {
  noteEntry(entry: LeaseEntry): void;
  /** Learns that all was told that was there when it began. */
  noteComplete(): void;
}

const IDLE = 100;
const DELETED = /^(?:DEL|PURGE)$/;

/**
 * Watches a bucket over one connection, until something is missing: then it
 * ends, and the bucket is to be watched anew. The client's own watches wait up
 * to a minute before they see that.
 */
export class BucketWatch {
  /** Resolves when it tells nothing any more. */
  readonly ended: Promise<void>;
  readonly #session: Session;
  readonly #runtime: Runtime;
  readonly #bucket: string;
  readonly #name: string;
  readonly #host: WatchHost;
  readonly #end: () => void;
  #subscription: Subscription | null = null;
  #timer: RuntimeTimer | null = null;
  #heardAt: number;
  #delivered = 0;
  /** The last revision that was told. */
  #last = 0;
  /** The revision that all must have been told up to; not known yet. */
  #mark = Infinity;

  constructor(
    session: Session,
    cluster: string,
    runtime: Runtime,
    host: WatchHost,
  ) {
    this.#session = session;
    this.#runtime = runtime;
    this.#bucket = bucketOf(cluster);
    this.#host = host;
    this.#heardAt = runtime.now();
    // Each has a name of its own, for the one before may still be there.
    this.#name = `watch_${makeId(runtime)}`;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.ended = promise;
    this.#end = resolve;
    this.#subscription = this.#subscribe(
      `${inboxOf(cluster)}.${this.#name}`,
    );
    this.#await(2 * NATS_WATCH_MS + NATS_SILENCE_MS);
  }

  /**
   * Asks the server to begin; rejects if it does not. A copy of the bucket may
   * be behind: what is told is all that was there once it has a mark that is
   * written now.
   */
  async begin(bucket: Bucket): Promise<void> {
    const subject = this.#subscription!.getSubject();
    const { jsm } = this.#session;
    const stream = streamOf(this.#bucket);
    const added = jsm.consumers.add(stream, this.#configure(subject));
    // A question that came while there was no leader has no answer.
    await within(this.#runtime, NATS_WATCH_MS, added);
    this.#mark = await within(this.#runtime, NATS_WATCH_MS, bucket.mark());
    if (this.#subscription === null) return;
    this.#timer?.cancel();
    this.#await(NATS_SILENCE_MS);
    this.#noteTold();
  }

  /** Ends it, and lets the server forget it. */
  stop(): void {
    if (this.#subscription === null) return;
    const { nc, jsm, isOpen } = this.#session;
    if (isOpen && !nc.isDraining()) {
      this.#subscription.unsubscribe();
      tolerate(jsm.consumers.delete(streamOf(this.#bucket), this.#name));
    }
    this.#subscription = null;
    this.#timer?.cancel();
    this.#end();
  }

  #configure(subject: string): Partial<ConsumerConfig> {
    return {
      name: this.#name,
      deliver_subject: subject,
      deliver_policy: DeliverPolicy.LastPerSubject,
      filter_subject: `${entriesOf(this.#bucket)}>`,
      ack_policy: AckPolicy.None,
      max_deliver: 1,
      mem_storage: true,
      num_replicas: 1,
      idle_heartbeat: nanos(NATS_HEARTBEAT_MS),
      inactive_threshold: nanos(10 * NATS_SILENCE_MS),
    };
  }

  #subscribe(subject: string): Subscription {
    return this.#session.subscribe(
      subject,
      (message) => this.#take(message),
      () => this.stop(),
    );
  }

  #take(message: Msg): void {
    if (this.#subscription === null) return;
    this.#heardAt = this.#runtime.now();
    const code = message.headers?.code ?? 0;
    if (code === IDLE) return this.#noteIdle(message);
    const delivery = code === 0 ? readDelivery(message.reply) : null;
    // The server ends the watch, or something is missing.
    if (delivery?.number !== this.#delivered + 1) return this.stop();
    this.#delivered++;
    const { subject, headers, data } = message;
    const isDeleted = DELETED.test(headers?.get("KV-Operation") ?? "") ||
      headers?.has("Nats-Marker-Reason") === true;
    this.#host.noteEntry({
      key: subject.slice(entriesOf(this.#bucket).length),
      bytes: isDeleted ? null : toPlain(data),
      revision: delivery.revision,
    });
    this.#last = delivery.revision;
    this.#noteTold();
  }

  /** Nothing waits: what was delivered must have come. */
  #noteIdle({ headers }: Msg): void {
    const delivered = Number(headers?.get("Nats-Last-Consumer"));
    if (delivered !== this.#delivered) this.stop();
  }

  #noteTold(): void {
    if (this.#last < this.#mark || this.#subscription === null) return;
    this.#mark = Infinity;
    this.#host.noteComplete();
  }

  #await(ms: number): void {
    this.#timer = this.#runtime.setTimer(ms, () => {
      const silentMs = this.#runtime.now() - this.#heardAt;
      // A copy that does not come up with the mark is cut off from the bucket.
      const isBehind = this.#mark !== Infinity;
      if (silentMs >= NATS_SILENCE_MS || isBehind) this.stop();
      else this.#await(NATS_SILENCE_MS - silentMs);
    });
  }
}

/** Reads what the server says of a delivery at the subject of its answer. */
function readDelivery(reply: string | undefined) {
  const tokens = (reply ?? "").split(".");
  // $JS.ACK.[domain.account.]stream.consumer.times.revision.number.time.pending
  const at = tokens.length === 9 ? 5 : 7;
  if (tokens[1] !== "ACK" || tokens.length < 9) return null;
  return { revision: Number(tokens[at]), number: Number(tokens[at + 1]) };
}

function makeId(runtime: Runtime): string {
  return Math.floor(runtime.random() * Number.MAX_SAFE_INTEGER).toString(36);
}
