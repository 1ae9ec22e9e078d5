import type { EngineEvent, EventFacts } from "../actor/event.ts";
import { isThenable, toPlainPromise } from "../actor/actor.ts";
import type { EventSink } from "../actor/port/host.ts";
import { runInRoot } from "../base/async_context.ts";
import type { Logger } from "../base/logger.ts";
import type { Runtime } from "../base/runtime.ts";
import { StreamReader } from "../stream/stream_reader.ts";

/** Hears what happens in an engine. */
export type EventListener = (event: EngineEvent) => void;

/**
 * What happens in an engine: for listeners, or as an async iteration.
 *
 * Events are made only while there is a listener.
 *
 * @example Hear about failures
 * ```ts
 * import { Engine } from "@backstage/actors";
 *
 * await using engine = new Engine();
 * const unsubscribe = engine.events.subscribe((event) => {
 *   if (event.kind === "failed") console.error(event.actor, event.error);
 * });
 * unsubscribe();
 * ```
 */
export interface EngineEvents extends AsyncIterable<EngineEvent> {
  /**
   * Calls `listener` with every event from now on, at once and in order, and
   * returns a function that ends it. What a listener throws is logged.
   */
  subscribe(listener: EventListener): () => void;
  /**
   * Iterates over the events from now on, until the engine has stopped. What
   * is not read yet waits, up to the engine's `inboxCapacity`; past that, the
   * iteration ends with an `InboxFullError`.
   */
  [Symbol.asyncIterator](): AsyncIterator<EngineEvent>;
}

/** Tells listeners what happens. */
export class Events implements EngineEvents, EventSink {
  readonly #runtime: Runtime;
  readonly #logger: Logger;
  readonly #readerCapacity: number;
  readonly #listeners = new Set<EventListener>();
  readonly #readers = new Set<StreamReader<EngineEvent>>();
  #isClosed = false;

  constructor(runtime: Runtime, logger: Logger, readerCapacity: number) {
    this.#runtime = runtime;
    this.#logger = logger;
    this.#readerCapacity = readerCapacity;
  }

  get isHeard(): boolean {
    return this.#listeners.size > 0;
  }

  emit(facts: EventFacts): void {
    if (!this.isHeard) return;
    // The facts themselves: an error among them may be made when it is read.
    const event = Object.assign(facts, { at: this.#runtime.now() });
    // A copy: who begins to listen meanwhile hears what happens next.
    runInRoot(() => this.#tell([...this.#listeners], event));
  }

  #tell(listeners: readonly EventListener[], event: EngineEvent): void {
    for (const listener of listeners) {
      if (!this.#listeners.has(listener)) continue;
      try {
        const heard: unknown = listener(event);
        if (isThenable(heard)) toPlainPromise(heard).catch(this.#report);
      } catch (error) {
        this.#report(error);
      }
    }
  }

  readonly #report = (error: unknown): void =>
    this.#logger.error("An event listener failed:", error);

  subscribe(listener: EventListener): () => void {
    if (typeof listener !== "function") {
      throw new TypeError(
        "Cannot subscribe to events: listener is no function",
      );
    }
    // A function of its own, so that each subscription ends by itself.
    const own: EventListener = (event) => listener(event);
    this.#listeners.add(own);
    return () => void this.#listeners.delete(own);
  }

  [Symbol.asyncIterator](): AsyncIterator<EngineEvent> {
    const reader = new StreamReader<EngineEvent>(
      "events",
      this.#readerCapacity,
      () => {
        this.#readers.delete(reader);
        unsubscribe();
      },
    );
    const unsubscribe = this.subscribe((event) => reader.put(event));
    this.#readers.add(reader);
    if (this.#isClosed) reader.close();
    return reader;
  }

  /** Ends every iteration, those that begin later as well. */
  close(): void {
    this.#isClosed = true;
    for (const reader of this.#readers) reader.close();
  }
}
