import { errorOf } from "../../base/deferred_error.ts";
import { READER_LEASE_MS } from "../../base/cluster_limits.ts";
import type { ActorId } from "../../envelope/actor_id.ts";
import type { Carried } from "../../envelope/carry.ts";
import type { Caller } from "../../envelope/target.ts";
import type { LiveStream } from "../../stream/live_stream.ts";
import type { Subscription } from "../../stream/subscription.ts";
import { quote } from "../../base/escape_controls.ts";
import { NotHereError } from "../call/not_here_error.ts";
import type { Line } from "./books.ts";
import { Deliveries } from "./delivery.ts";

/** What the home of a stream asks of its node. */
export interface HomeHost {
  now(): number;
  /** Returns the stream as this node has it, made if need be. */
  openStream(id: string): LiveStream;
  /** Returns it if it has subscribers. */
  findStream(id: string): LiveStream | undefined;
  /** Lists the lines of the stream's book. */
  list(id: string): Promise<readonly Line[]>;
  /** Writes a line into the books of a stream and its subscriber. */
  add(id: string, line: Line): Promise<void>;
  /** Takes it out of them. */
  remove(id: string, line: Line): Promise<void>;
  /** Returns a line as a subscription; `null` where its type is not known. */
  toSubscription(id: string, line: Line): Subscription | null;
  /** Has what is sent to other nodes belong to a publication meanwhile. */
  collect<Result>(deliveries: Deliveries, publish: () => Result): Result;
  /** Sends a payload to the readers of a node. */
  tellReaders(node: string, id: string, payload: unknown): void;
}

/** A stream on the node that owns its shard: who subscribes, and reads. */
export class StreamHome {
  readonly #id: string;
  readonly #host: HomeHost;
  readonly #readers = new Map<string, number>();
  // What must be done before a payload goes out: its list, and its changes.
  #line: Promise<void> | null = null;
  #failure: unknown = undefined;
  readonly #underWay = new Set<Promise<void>>();
  #usedAt = 0;
  #isClosed = false;

  /** Opens it; `noteLost` learns that its list cannot be loaded. */
  constructor(id: string, host: HomeHost, noteLost: () => void) {
    this.#id = id;
    this.#host = host;
    this.#behind(() => this.#load()).catch((error) => {
      this.#failure = error;
      noteLost();
    });
  }

  async #load(): Promise<void> {
    const lines = await this.#host.list(this.#id);
    if (this.#isClosed) return;
    for (const line of lines) this.#subscribe(line);
  }

  #subscribe(line: Line): void {
    const subscription = this.#host.toSubscription(this.#id, line);
    if (subscription === null) return;
    this.#host.openStream(this.#id).subscribe(subscription);
  }

  /** Whether it has none to tell, and has had nothing to do since a time. */
  isIdle(since: number): boolean {
    this.#dropReaders();
    return this.#line === null && this.#usedAt <= since &&
      this.#readers.size === 0 &&
      (this.#host.findStream(this.#id)?.isEmpty ?? true);
  }

  /** Does something behind what is under way. */
  #behind<Result>(change: () => Promise<Result>): Promise<Result> {
    this.#usedAt = this.#host.now();
    const changed = this.#line === null ? change() : this.#line.then(change);
    const ended: Promise<void> = changed.then(
      () => this.#endLine(ended),
      () => this.#endLine(ended),
    );
    this.#line = ended;
    return changed;
  }

  #endLine(ended: Promise<void>): void {
    if (this.#line === ended) this.#line = null;
  }

  /** Adds a subscriber; resolves when it is kept. */
  async subscribe(line: Line): Promise<void> {
    await this.#behind(async () => {
      this.#assertOpen();
      await this.#host.add(this.#id, line);
      // The next home may have read its book before.
      this.#assertOpen();
      this.#subscribe(line);
    });
  }

  /** Takes one out. */
  async unsubscribe(line: Line): Promise<void> {
    await this.#behind(async () => {
      this.#assertOpen();
      const subscription = this.#host.toSubscription(this.#id, line);
      if (subscription !== null) {
        const { method, target: { actor } } = subscription;
        this.#host.findStream(this.#id)?.unsubscribe(method, actor);
      }
      await this.#host.remove(this.#id, line);
      this.#assertOpen();
    });
  }

  /** Does nothing more: the stream has its home on another node. */
  close(): void {
    this.#isClosed = true;
  }

  #assertOpen(): void {
    if (!this.#isClosed) return;
    throw new NotHereError(
      `Cannot use stream ${quote(this.#id)}: its home moves to another node`,
    );
  }

  /** Learns that a node has readers, for a while. */
  read(node: string): void {
    this.#readers.set(node, this.#host.now() + READER_LEASE_MS);
  }

  /** Learns that it has none any more. */
  unread(node: string): void {
    this.#readers.delete(node);
  }

  /** Hands a payload on; resolves when all inboxes took it. */
  async publish(
    payload: unknown,
    caller: Caller | null,
    carried: Carried | null,
  ): Promise<void> {
    const send = () => this.#send(payload, caller, carried);
    // What comes next does not wait until the inboxes took it.
    const deliveries = this.#line === null
      ? send()
      : await this.#behind(() => Promise.resolve(send()));
    const settled = deliveries.settled();
    this.#underWay.add(settled);
    try {
      await settled;
    } finally {
      this.#underWay.delete(settled);
    }
  }

  /** Resolves when all that was published here was taken, or refused. */
  async settled(): Promise<void> {
    while (this.#line !== null || this.#underWay.size > 0) {
      await this.#line;
      await Promise.allSettled(this.#underWay);
    }
  }

  #send(
    payload: unknown,
    caller: Caller | null,
    carried: Carried | null,
  ): Deliveries {
    this.#assertOpen();
    if (this.#failure !== undefined) throw this.#failure;
    this.#usedAt = this.#host.now();
    const deliveries = new Deliveries();
    const refusal = this.#host.collect(
      deliveries,
      () => this.#host.findStream(this.#id)?.publish(payload, caller, carried),
    );
    if (refusal !== undefined) deliveries.refuse(errorOf(refusal));
    this.#tellReaders(payload);
    return deliveries;
  }

  #tellReaders(payload: unknown): void {
    this.#dropReaders();
    for (const node of this.#readers.keys()) {
      this.#host.tellReaders(node, this.#id, payload);
    }
  }

  /** Forgets the nodes that have not said for long that they read. */
  #dropReaders(): void {
    const now = this.#host.now();
    for (const [node, until] of this.#readers) {
      if (until < now) this.#readers.delete(node);
    }
  }
}

/** Names a subscriber in a book. */
export function lineOf({ type, id }: ActorId, method: string): Line {
  return [type, id, method];
}
