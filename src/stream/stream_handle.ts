import { quote } from "../base/escape_controls.ts";
import { CallError, explainCodecError } from "../base/errors.ts";
import { copyValue } from "../codec/copy/copy.ts";
import type { Carried } from "../envelope/carry.ts";
import { CallReply } from "../envelope/replies/call_reply.ts";
import type { Caller } from "../envelope/target.ts";
import type { Stream } from "./stream.ts";
import type { StreamHost } from "./stream_host.ts";
import type { StreamHub } from "./stream_hub.ts";
import { assertMethod, type Subscriber } from "./subscriber.ts";

/** Finds what all who use one stream id share. */
export interface LiveStreams {
  /** Returns it, or `undefined` if it has no listener. */
  findHub(id: string): StreamHub | undefined;
  /** Returns it, made if need be. */
  openHub(id: string): StreamHub;
}

/** A stream as one caller holds it. */
export class StreamHandle<T> implements Stream<T> {
  readonly id: string;
  readonly #streams: LiveStreams;
  readonly #host: StreamHost;
  readonly #caller: Caller | null;

  constructor(
    id: string,
    streams: LiveStreams,
    host: StreamHost,
    caller: Caller | null,
  ) {
    this.id = id;
    this.#streams = streams;
    this.#host = host;
    this.#caller = caller;
  }

  next(payload: T): void | Promise<void> {
    if (this.#host.refuses(this.#caller)) {
      return this.#fail(
        new CallError(`${this.#action}: engine is stopped`, {
          code: "engine-stopped",
          outcome: "not-run",
        }),
      );
    }
    // Copied once when published: what a getter of the payload does, it does
    // once, and no subscriber gets it when it cannot be a message.
    let copy: unknown;
    let carried: Carried | null = null;
    try {
      copy = copyValue(payload, this.#host.outside);
      const { carry, outside } = this.#host;
      if (carry !== null) carried = carry.capture(outside);
    } catch (error) {
      return this.#fail(explainCodecError(this.#action, error));
    }
    const durability = this.#caller === null ? null : this.#caller.durability;
    if (durability === null) return this.#publish(copy, carried);
    // It leaves with the commit of the turn: then a refusal is told of.
    durability.holdBack({
      answers: null,
      release: () => void this.#publish(copy, carried),
      drop: () => {},
    });
  }

  #publish(copy: unknown, carried: Carried | null): void | Promise<void> {
    const stream = this.#streams.findHub(this.id);
    const sent = stream?.publish(copy, this.#caller, carried);
    if (sent === undefined || "then" in sent) return sent;
    return this.#fail(sent);
  }

  subscribe(subscriber: Subscriber<T>): void {
    const { actor, method } = subscriber;
    assertMethod(`subscribe to ${quote(this.id)}`, method);
    const target = this.#host.route(method.definition, actor.id);
    const subscription = { stream: this.id, method, target };
    this.#streams.openHub(this.id).subscribe(subscription);
  }

  unsubscribe(subscriber: Subscriber<T>): void {
    const { actor, method } = subscriber;
    assertMethod(`unsubscribe from ${quote(this.id)}`, method);
    this.#streams.findHub(this.id)?.unsubscribe(method, actor);
  }

  [Symbol.asyncIterator](): AsyncIterator<T> {
    return this.#streams.openHub(this.id).openReader<T>();
  }

  get readable(): ReadableStream<T> {
    return ReadableStream.from(this);
  }

  get writable(): WritableStream<T> {
    return new WritableStream({
      write: async (payload: T) => await this.next(payload),
    });
  }

  get #action(): string {
    return `Cannot publish to ${quote(this.id)}`;
  }

  /** Fails a publication as a call fails: its promise is made when awaited. */
  #fail(error: unknown): Promise<void> {
    const reply = new CallReply<void>();
    reply.fail(error);
    this.#host.reportUnpublished(this.id, reply, error);
    return reply;
  }
}
