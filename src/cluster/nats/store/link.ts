import type { Runtime } from "../../../base/runtime.ts";
import { StoreError } from "../../../store/store_error.ts";
import type { Connection } from "../connection.ts";
import { readThrownMessage } from "../../../base/thrown.ts";
import type { ConnectionHost, Session } from "../session.ts";
import { TookTooLong, within } from "../wait.ts";

/** The way from a store to NATS, which comes back whenever it is gone. */
export class Link {
  readonly #connection: Connection;
  readonly #host: ConnectionHost;

  constructor(connection: Connection, host: ConnectionHost) {
    this.#connection = connection;
    this.#host = host;
  }

  /**
   * Connects, unless that is done.
   *
   * @throws {StoreError} If there is no server, or none to use (`failed`).
   */
  static async open(
    connection: Connection,
    host: ConnectionHost,
  ): Promise<Link> {
    try {
      await connection.open(host);
      return new Link(connection, host);
    } catch (error) {
      throw new StoreError(
        `Cannot open the store: ${readThrownMessage(error)}`,
        { code: "failed", cause: error },
      );
    }
  }

  get runtime(): Runtime {
    return this.#host.runtime;
  }

  /** Names the cluster that it is for. */
  get cluster(): string {
    return this.#connection.cluster;
  }

  /**
   * Returns the connection once it is there, but waits for no longer than that.
   *
   * @throws {StoreError} If it is not there until then (`failed`).
   */
  async session(until: number): Promise<Session> {
    const { session } = this.#connection;
    if (session !== null) return session;
    const { promise, resolve } = Promise.withResolvers<Session>();
    const unlisten = this.#connection.listen((session) => {
      if (session !== null) resolve(session);
    });
    try {
      return await within(this.runtime, this.#left(until), promise);
    } catch (error) {
      if (!(error instanceof TookTooLong)) throw error;
      throw new StoreError(
        "Cannot reach the store: the connection to NATS is gone, and was not " +
          "there again in time",
        { code: "failed" },
      );
    } finally {
      unlisten();
    }
  }

  /** Resolves when so many milliseconds have passed. */
  async pass(delayMs: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.runtime.setTimer(delayMs, resolve);
    await promise;
  }

  /** Lets go of it. */
  async close(): Promise<void> {
    await this.#connection.close();
  }

  #left(until: number): number {
    return Math.max(0, until - this.runtime.now());
  }
}
