import { readThrownMessage } from "../base/thrown.ts";
import type { Logger } from "../base/logger.ts";

/**
 * The extensions of an engine, such as an inspector: they open beside it, and
 * close when it has stopped, the last one first.
 */
export class Extensions {
  readonly #logger: Logger;
  readonly #open = new AsyncDisposableStack();

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /** Awaits one that opens; a failure is a log line and nothing else. */
  expect(name: string, opening: Promise<unknown>): void {
    const opened = opening.catch((error: unknown) => {
      const reason = readThrownMessage(error);
      this.#logger.error(`The ${name} did not start: ${reason}`);
    });
    // It may still be opening when the engine stops.
    this.#open.defer(async () => void await opened);
  }

  /** Closes a resource with the others, unless the result is called before. */
  add(resource: AsyncDisposable): () => void {
    // A stack forgets nothing: what is closed before must not stay in memory.
    let held: AsyncDisposable | null = resource;
    this.#open.defer(async () => {
      try {
        await held?.[Symbol.asyncDispose]();
      } catch (error) {
        this.#logger.error("An extension of the engine did not close:", error);
      }
    });
    return () => void (held = null);
  }

  /** Closes all of them; it never rejects. */
  async close(): Promise<void> {
    await this.#open.disposeAsync();
  }
}
