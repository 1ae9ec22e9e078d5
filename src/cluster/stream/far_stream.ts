import type { ActorId } from "../../envelope/actor_id.ts";
import type { Carried } from "../../envelope/carry.ts";
import type { Method } from "../../envelope/definition.ts";
import type { Caller, Refusal } from "../../envelope/target.ts";
import type { StreamHub } from "../../stream/stream_hub.ts";
import type { Subscription } from "../../stream/subscription.ts";
import type { Line } from "./books.ts";
import { lineOf } from "./stream_home.ts";

/** What a stream of a cluster asks of its node. */
export interface FarStreamHost {
  /** Asks the home of a stream; what it is asked first, it does first. */
  ask(stream: string, what: "subscribe" | "unsubscribe", line: Line): void;
  publish(
    stream: string,
    payload: unknown,
    caller: Caller | null,
    carried: Carried | null,
  ): Refusal | Promise<void>;
  /** Starts an iteration over what the home of a stream sends here. */
  openReader<T>(stream: string): AsyncIterableIterator<T>;
}

/** A stream of a cluster, wherever its home is. */
export class FarStream implements StreamHub {
  readonly #id: string;
  readonly #host: FarStreamHost;

  constructor(id: string, host: FarStreamHost) {
    this.#id = id;
    this.#host = host;
  }

  subscribe({ method, target: { actor } }: Subscription): void {
    this.#host.ask(this.#id, "subscribe", lineOf(actor, method.name));
  }

  unsubscribe(method: Method, actor: ActorId): void {
    this.#host.ask(this.#id, "unsubscribe", lineOf(actor, method.name));
  }

  openReader<T>(): AsyncIterableIterator<T> {
    return this.#host.openReader(this.#id);
  }

  publish(
    payload: unknown,
    caller: Caller | null,
    carried: Carried | null,
  ): Refusal | Promise<void> {
    return this.#host.publish(this.#id, payload, caller, carried);
  }
}
