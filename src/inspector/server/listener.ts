import { readThrownMessage } from "../../base/thrown.ts";
import {
  ACCEPT_RETRY_MS,
  CLOSE_TIMEOUT_MS,
  MAX_INSPECTOR_CONNECTIONS,
} from "../../base/limits.ts";
import type { Runtime } from "../../base/runtime.ts";
import { ByteChannel } from "./byte_channel.ts";
import { type Handler, HttpConnection } from "./http_connection.ts";

/** What a listener needs beside its address. */
export interface ListenerOptions {
  readonly runtime: Runtime;
  readonly handle: Handler;
  /** Hears, in a sentence, that no connection can be accepted, or again can. */
  warn(text: string): void;
}

/**
 * Accepts connections, a bounded number at once, and outlives what keeps it
 * from accepting one: a process without a free descriptor, above all.
 */
export class Listener {
  readonly #listener: Deno.TcpListener;
  readonly #options: ListenerOptions;
  // In the order in which they came.
  readonly #connections = new Map<HttpConnection, Promise<void>>();
  readonly #accepting: Promise<void>;
  #isClosing = false;
  #isStarved = false;
  #endPause: (() => void) | null = null;

  /**
   * Begins to listen.
   *
   * @throws {Error} If it cannot.
   */
  constructor(hostname: string, port: number, options: ListenerOptions) {
    this.#options = options;
    this.#listener = Deno.listen({ hostname, port });
    // A program that has nothing else to do may end.
    this.#listener.unref();
    this.#accepting = this.#acceptAll();
  }

  /** The port that it listens at. */
  get port(): number {
    return this.#listener.addr.port;
  }

  /** Accepts no more, and ends every connection within a bounded time. */
  async close(): Promise<void> {
    this.#isClosing = true;
    this.#listener.close();
    this.#endPause?.();
    for (const connection of this.#connections.keys()) connection.end();
    // It also keeps the process alive until the connections have ended.
    const timer = this.#options.runtime.setTimer(CLOSE_TIMEOUT_MS, () => {
      for (const connection of this.#connections.keys()) connection.close();
    });
    await this.#accepting;
    await Promise.all(this.#connections.values());
    timer.cancel();
  }

  async #acceptAll(): Promise<void> {
    while (!this.#isClosing) {
      try {
        this.#welcome(await this.#listener.accept());
      } catch (error) {
        if (!this.#isClosing) await this.#recover(error);
      }
    }
  }

  #welcome(connection: Deno.TcpConn): void {
    if (this.#isStarved) {
      this.#isStarved = false;
      this.#options.warn("it accepts connections again");
    }
    const { runtime, handle } = this.#options;
    if (this.#connections.size >= MAX_INSPECTOR_CONNECTIONS) {
      // The newcomer may be a client; who only holds a connection is none.
      const hasRoom = this.#drop(({ isIdle }) => isIdle) ||
        this.#drop(({ isClient }) => !isClient);
      if (!hasRoom) return connection.close();
    }
    // An idle connection keeps no process alive; a client does.
    connection.unref();
    const channel = new ByteChannel(connection, runtime);
    const http = new HttpConnection(channel, handle);
    const ended = http.run().finally(() => this.#connections.delete(http));
    this.#connections.set(http, ended);
  }

  /** Waits, after it gave back all descriptors that it can do without. */
  async #recover(error: unknown): Promise<void> {
    // The peer was gone before it was accepted: that says nothing of us.
    if (error instanceof Deno.errors.ConnectionAborted) return;
    if (error instanceof Deno.errors.ConnectionReset) return;
    while (this.#drop(({ isIdle }) => isIdle));
    if (!this.#isStarved) {
      this.#isStarved = true;
      const why = readThrownMessage(error);
      this.#options.warn(
        `it cannot accept a connection: ${why}; it closed its idle ones and ` +
          "tries again every second; the program goes on",
      );
    }
    await this.#pause();
  }

  async #pause(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = this.#options.runtime.setTimer(ACCEPT_RETRY_MS, resolve);
    timer.unref?.();
    this.#endPause = resolve;
    await promise;
    this.#endPause = null;
    timer.cancel();
  }

  /** Closes the oldest connection of some kind, if there is one. */
  #drop(isOfKind: (connection: HttpConnection) => boolean): boolean {
    for (const connection of this.#connections.keys()) {
      if (!isOfKind(connection)) continue;
      connection.close();
      this.#connections.delete(connection);
      return true;
    }
    return false;
  }
}
