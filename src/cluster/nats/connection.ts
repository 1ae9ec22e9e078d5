import { runInRoot } from "../../base/async_context.ts";
import { ClusterError } from "../../base/cluster_error.ts";
import { tolerate } from "../../base/tolerate.ts";
import { toClusterError } from "./failure.ts";
import type { ConnectionSettings } from "./options.ts";
import type { ConnectionHost, Session } from "./session.ts";
import { SessionKeeper } from "./session_keeper.ts";
import { within } from "./wait.ts";

/** Learns of each connection that is there, and of `null` when it is gone. */
export type SessionListener = (session: Session | null) => void;

/**
 * The connection of one engine, which its transport, leases and store share:
 * it is there from when the first of them opens it until the last closes it.
 */
export class Connection {
  readonly #settings: ConnectionSettings;
  readonly #listeners = new Set<SessionListener>();
  #keeper: SessionKeeper | null = null;
  #opening: Promise<Session> | null = null;
  #users = 0;

  constructor(settings: ConnectionSettings) {
    this.#settings = settings;
  }

  /** The connection, while it is there. */
  get session(): Session | null {
    const session = this.#keeper?.session ?? null;
    return session?.isOpen === true ? session : null;
  }

  /** Names the cluster that it is for. */
  get cluster(): string {
    return this.#settings.cluster;
  }

  /** How long to try before there is a server. */
  get connectTimeoutMs(): number {
    return this.#settings.connectTimeoutMs;
  }

  /**
   * Connects, unless it is. Each user that opens it closes it, unless this
   * throws.
   *
   * @throws {ClusterError} If there is no server in time, or none that can be
   * used.
   */
  async open(host: ConnectionHost): Promise<void> {
    this.#users++;
    this.#opening ??= this.#start(host);
    try {
      await this.#opening;
      if (this.session === null) await this.#awaitSession(host);
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  /** Tells of connections from now on; returns what ends that. */
  listen(listener: SessionListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /**
   * Returns the connection.
   *
   * @throws {ClusterError} If it is not there now.
   */
  assertSession(doing: string): Session {
    const { session } = this;
    if (session !== null) return session;
    throw new ClusterError(
      `Cannot ${doing}: the connection to NATS is gone`,
      { code: this.#users === 0 ? "closed" : "unreachable" },
    );
  }

  /** Gives the first try to connect up, if that is under way. */
  async giveUp(): Promise<void> {
    if (this.#keeper?.isOpening === true) await this.#keeper.close();
  }

  /** Lets go of it: the last one sends what waits, and ends it. */
  async close(): Promise<void> {
    if (--this.#users > 0) return;
    const keeper = this.#keeper;
    this.#keeper = this.#opening = null;
    await keeper?.close();
  }

  async #awaitSession({ runtime }: ConnectionHost): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const unlisten = this.listen((session) => {
      if (session !== null) resolve();
    });
    try {
      await within(runtime, this.connectTimeoutMs, promise);
    } catch (error) {
      throw toClusterError(error, "connect to NATS");
    } finally {
      unlisten();
    }
  }

  #start(host: ConnectionHost): Promise<Session> {
    const keeper = new SessionKeeper(this.#settings, host, (session) => {
      if (this.#keeper !== keeper) return;
      for (const listener of [...this.#listeners]) listener(session);
    });
    this.#keeper = keeper;
    // Packets that come in belong to no turn, nor to the code that opens it.
    return tolerate(runInRoot(() => keeper.open()));
  }
}
