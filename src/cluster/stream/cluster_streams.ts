import { HOME_IDLE_MS } from "../../base/cluster_limits.ts";
import { quote } from "../../base/escape_controls.ts";
import type { RuntimeTimer } from "../../base/runtime.ts";
import type { CallFrame } from "../../codec/wire/frame.ts";
import { readUntyped } from "../../codec/wire/cbor.ts";
import { decodeWith, encodeWith } from "../../codec/bytes/whole.ts";
import {
  ENCODING,
  type ReferenceOwner,
} from "../../codec/reference/reference.ts";
import type { Method } from "../../envelope/definition.ts";
import { writeUntyped } from "../../codec/wire/cbor.ts";
import type { Activation } from "../../actor/port/activation.ts";
import type { ClusterHost } from "../../engine/cluster_port.ts";
import type { RemoteStreams } from "../../engine/route/remote.ts";
import type { ActorId } from "../../envelope/actor_id.ts";
import type { Carried } from "../../envelope/carry.ts";
import type { Reply } from "../../envelope/reply.ts";
import type { Caller } from "../../envelope/target.ts";
import { ActorLink } from "../../proxy/link.ts";
import type { StreamHub } from "../../stream/stream_hub.ts";
import { FarCaller } from "../call/far_caller.ts";
import type { Operation } from "../call/operations.ts";
import { HEAD_BYTES, MESSAGES, writeHead } from "../frame/message.ts";
import type { ClusterTarget } from "../route/cluster_target.ts";
import {
  type BookMethod,
  type Books,
  type Line,
  readLine,
  STREAM,
  SUBSCRIBER,
  subscriberId,
} from "./books.ts";
import { type Deliveries, Delivery } from "./delivery.ts";
import { FarStream, type FarStreamHost } from "./far_stream.ts";
import { type HomeHost, StreamHome } from "./stream_home.ts";
import { StreamReaders } from "./stream_readers.ts";

/** What the streams of a cluster ask of their node. */
export interface ClusterStreamsParts {
  readonly books: Books;
  /** Returns an actor of the cluster, wherever it is. */
  openTarget(type: string, id: string): ClusterTarget;
  /** Whether this node is the home of a stream now. */
  isHome(id: string): boolean;
  post(node: string, message: Uint8Array, key: number): number;
}

/** The streams of a cluster, and those of them whose homes are on this node. */
export class ClusterStreams implements RemoteStreams, HomeHost, FarStreamHost {
  readonly #host: ClusterHost;
  readonly #parts: ClusterStreamsParts;
  readonly #homes = new Map<string, StreamHome>();
  readonly #readers: StreamReaders;
  readonly #releasing = new Map<string, Promise<void>>();
  #sweep: RuntimeTimer | null = null;
  // What is sent now belongs to it.
  #deliveries: Deliveries | null = null;

  constructor(host: ClusterHost, parts: ClusterStreamsParts) {
    this.#host = host;
    this.#parts = parts;
    this.#readers = new StreamReaders(host, (id, isReading) => {
      const operation = isReading ? "read" : "unread";
      return this.#ask(id, operation);
    });
  }

  openHub(id: string): StreamHub {
    return new FarStream(id, this);
  }

  #ask(id: string, operation: Operation, payload?: Line): Promise<void> {
    return this.#parts.openTarget(STREAM, id).ask(operation, payload);
  }

  ask(id: string, what: "subscribe" | "unsubscribe", line: Line): void {
    // A failure that is not awaited becomes a log line.
    void this.#ask(id, what, line);
  }

  publish(
    id: string,
    payload: unknown,
    caller: Caller | null,
    carried: Carried | null,
  ): Promise<void> {
    const target = this.#parts.openTarget(STREAM, id);
    return target.ask("publish", payload, caller, carried);
  }

  openReader<T>(id: string): AsyncIterableIterator<T> {
    return this.#readers.open(id);
  }

  release(actor: ActorId): Promise<void> {
    const id = subscriberId(actor);
    // Not one that rejects where nothing awaits it.
    return this.#parts.openTarget(SUBSCRIBER, id).ask("release");
  }

  /** Does what a frame asks of the home of a stream, or of a subscriber. */
  async operate(
    node: string,
    operation: Operation,
    { id }: Activation,
    { payload, caller }: CallFrame,
    carried: Carried | null,
  ): Promise<void> {
    switch (operation) {
      case "publish": {
        const from = caller === undefined
          ? null
          : new FarCaller(caller, this.#host.outside);
        return await this.#openHome(id).publish(payload, from, carried);
      }
      case "subscribe":
        return await this.#openHome(id).subscribe(readLine(payload));
      case "unsubscribe":
        return await this.#openHome(id).unsubscribe(readLine(payload));
      case "read":
        return this.#openHome(id).read(node);
      case "unread":
        return this.#openHome(id).unread(node);
      case "release":
        return await this.#release(id);
    }
  }

  /** Ends the subscriptions of a subscriber; joins what does so already. */
  #release(subscriber: string): Promise<void> {
    const known = this.#releasing.get(subscriber);
    if (known !== undefined) return known;
    const releasing = this.#endAll(subscriber)
      .finally(() => this.#releasing.delete(subscriber));
    this.#releasing.set(subscriber, releasing);
    return releasing;
  }

  async #endAll(subscriber: string): Promise<void> {
    if (!await this.#hasBook(subscriber)) return;
    const lines = await this.#call(SUBSCRIBER, subscriber, "take") as Line[];
    await Promise.all(
      lines.map(([stream, ...line]) => this.#ask(stream!, "unsubscribe", line)),
    );
  }

  /** Whether a subscriber may have subscriptions: most actors have none. */
  async #hasBook(subscriber: string): Promise<boolean> {
    const { registry, settings: { store } } = this.#host;
    const type = registry.findType(SUBSCRIBER);
    if (type?.activations.get(subscriber) !== undefined) return true;
    if (store === null) return false;
    return await store.load({ type: SUBSCRIBER, id: subscriber }) !== null;
  }

  /** Forgets the homes that have nothing to do, in a while. */
  #sweepLater(): void {
    this.#sweep ??= this.#host.runtime.setTimer(HOME_IDLE_MS, () => {
      this.#sweep = null;
      const since = this.now() - HOME_IDLE_MS;
      for (const [id, home] of this.#homes) {
        if (home.isIdle(since)) this.#homes.delete(id);
      }
      if (this.#homes.size > 0) this.#sweepLater();
    });
    this.#sweep.unref?.();
  }

  #openHome(id: string): StreamHome {
    let home = this.#homes.get(id);
    if (home === undefined) {
      const opened = new StreamHome(id, this, () => {
        if (this.#homes.get(id) === opened) this.#homes.delete(id);
      });
      this.#homes.set(id, home = opened);
      this.#sweepLater();
    }
    return home;
  }

  /** Resolves when what the homes of a shard have sent on has arrived. */
  async settle(isMeant: (id: string) => boolean): Promise<void> {
    const homes = [...this.#homes].filter(([id]) => isMeant(id));
    await Promise.all(homes.map(([_id, home]) => home.settled()));
  }

  /** Learns that nodes serve other shards: homes go with them. */
  noteOwners(): void {
    for (const [id] of this.#homes) {
      if (!this.#parts.isHome(id)) this.#closeHome(id);
    }
    this.#readers.noteOwners();
  }

  /** Forgets who subscribes to a stream: another node knows. */
  #closeHome(id: string): void {
    this.#homes.get(id)?.close();
    this.#homes.delete(id);
    const stream = this.#host.streams.find(id);
    for (const { method, target } of [...stream?.subscriptions ?? []]) {
      stream!.unsubscribe(method, target.actor);
    }
  }

  now(): number {
    return this.#host.runtime.now();
  }

  openStream(id: string) {
    return this.#host.streams.open(id);
  }

  findStream(id: string) {
    return this.#host.streams.find(id);
  }

  async list(id: string): Promise<readonly Line[]> {
    return await this.#call(STREAM, id, "list") as readonly Line[];
  }

  async add(id: string, line: Line): Promise<void> {
    const [type, actor, method] = line as [string, string, string];
    const subscriber = subscriberId({ type, id: actor });
    await this.#call(SUBSCRIBER, subscriber, "add", [id, type, actor, method]);
    await this.#call(STREAM, id, "add", line);
  }

  async remove(id: string, line: Line): Promise<void> {
    const [type, actor, method] = line as [string, string, string];
    const subscriber = subscriberId({ type, id: actor });
    await this.#call(STREAM, id, "remove", line);
    const own = [id, type, actor, method];
    await this.#call(SUBSCRIBER, subscriber, "remove", own);
  }

  /** Asks a book. */
  async #call(
    type: string,
    id: string,
    name: BookMethod,
    payload?: Line,
  ): Promise<unknown> {
    const { books, openTarget } = this.#parts;
    const link = new ActorLink(openTarget(type, id), null);
    return await link.call(books.methodOf(type, name), payload);
  }

  toSubscription(id: string, [type, actor, name]: Line) {
    const { logger, registry, router } = this.#host;
    const definition = registry.findType(type!)?.definition;
    const method = definition?.methods[name!];
    if (definition !== undefined && method !== undefined) {
      const target = router.route(definition, actor!);
      return { stream: id, method, target };
    }
    logger.warn(
      `Cannot deliver ${quote(id)} to actors of type ${quote(type!)}: the ` +
        `engine knows no such type with a method ${quote(name!)}`,
    );
    return null;
  }

  collect<Result>(deliveries: Deliveries, publish: () => Result): Result {
    this.#deliveries = deliveries;
    try {
      return publish();
    } finally {
      this.#deliveries = null;
    }
  }

  /** Makes the reply of a payload that goes to a subscriber elsewhere. */
  openDelivery(carried: Carried | null): Reply {
    return this.#deliveries?.open(carried) ??
      new Delivery(carried, (error) => {
        if (error === undefined) return;
        this.#host.logger.error("A payload that moved was not taken:", error);
      });
  }

  openBody(method: Method, payload: unknown, owner: ReferenceOwner) {
    return this.#deliveries?.bodies.open(method, payload, owner) ?? null;
  }

  tellReaders(node: string, id: string, payload: unknown): void {
    const body = encodeWith(
      ENCODING,
      (to) => writeUntyped([id, payload], to),
    );
    const message = new Uint8Array(HEAD_BYTES + body.length);
    writeHead(message, MESSAGES.payload, 0);
    message.set(body, HEAD_BYTES);
    this.#parts.post(node, message, 0);
  }

  /** Takes a payload for the readers of this node. */
  takePayload(message: Uint8Array): void {
    const body = decodeWith(
      this.#host.outside,
      message.subarray(HEAD_BYTES),
      readUntyped,
    ) as [string, unknown];
    this.#readers.put(...body);
  }

  /** Ends every iteration. */
  close(): void {
    this.#sweep?.cancel();
    this.#readers.close();
  }
}
