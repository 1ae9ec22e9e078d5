import { ClusterError } from "../../base/cluster_error.ts";
import {
  NATS_RETRY_MS,
  NATS_RETRY_SPREAD_MS,
  NATS_WARN_EVERY_MS,
} from "../../base/nats_limits.ts";
import { assertJetStream, assertUsable } from "./server_check.ts";
import { isLasting, toClusterError } from "./failure.ts";
import type { ConnectionSettings } from "./options.ts";
import type { ServerAddress } from "./server_address.ts";
import { ServerPool } from "./server_pool.ts";
import { type ConnectionHost, Session } from "./session.ts";
import { Waits } from "./wait.ts";

/** Keeps a connection: makes it, and makes it anew until it is closed. */
export class SessionKeeper {
  /** The connection, while it is there. */
  session: Session | null = null;
  readonly #settings: ConnectionSettings;
  readonly #host: ConnectionHost;
  readonly #pool: ServerPool;
  readonly #waits: Waits;
  readonly #note: (session: Session | null) => void;
  #isClosed = false;
  #isOpening = false;
  #kept: Promise<void> = Promise.resolve();

  constructor(
    settings: ConnectionSettings,
    host: ConnectionHost,
    note: (session: Session | null) => void,
  ) {
    this.#settings = settings;
    this.#host = host;
    this.#note = note;
    this.#pool = new ServerPool(settings.servers, host.runtime);
    this.#waits = new Waits(host.runtime);
  }

  /**
   * Connects, and keeps the connection from then on.
   *
   * @throws {ClusterError} If there is no server in time, or none that can be
   * used.
   */
  open(): Promise<Session> {
    this.#isOpening = true;
    const opened = this.#open().finally(() => this.#isOpening = false);
    this.#kept = opened.then((session) => this.#keep(session), () => {});
    return opened;
  }

  /** Sends what waits, ends the connection, and makes none any more. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#waits.end();
    await this.session?.close();
    await this.#kept;
  }

  /** Whether it tries to connect for the first time. */
  get isOpening(): boolean {
    return this.#isOpening;
  }

  async #open(): Promise<Session> {
    const { runtime } = this.#host;
    const until = runtime.now() + this.#settings.connectTimeoutMs;
    const session = await this.#connect(until);
    this.session = session;
    return session;
  }

  async #keep(session: Session): Promise<void> {
    let one: Session | null = session;
    while (one !== null) {
      this.#set(one);
      await one.ended;
      this.#set(null);
      const { server, info } = one;
      this.#pool.learn(info.connect_urls ?? [], server);
      one = null;
      if (this.#isClosed) return;
      this.#host.logger.warn(
        `The connection to NATS at ${server.text} is gone`,
      );
      // It is tried for ever: what ends that is that it was closed.
      one = await this.#connect(Infinity).catch(() => null);
    }
  }

  #set(session: Session | null): void {
    this.session = session;
    this.#note(session);
  }

  /** Tries all servers, again and again. */
  async #connect(until: number): Promise<Session> {
    const { runtime, logger } = this.#host;
    const isFirst = until !== Infinity;
    const startedAt = runtime.now();
    for (let warnAt = startedAt + NATS_WARN_EVERY_MS;;) {
      const errors: ClusterError[] = [];
      for (const server of this.#pool.shuffle()) {
        const opened = await this.#try(server, isFirst);
        if (!(opened instanceof ClusterError)) {
          if (!isFirst) logger.info(`Connected to NATS at ${server.text}`);
          return opened;
        }
        errors.push(opened);
      }
      const [worst] = errors.toSorted((a, b) =>
        Number(isLasting(b)) - Number(isLasting(a))
      );
      if (this.#isClosed) throw closed();
      const now = runtime.now();
      if (isFirst && (errors.every(isLasting) || now >= until)) throw worst;
      if (now >= warnAt) {
        logger.warn(`${worst!.message}; trying again`);
        warnAt = now + NATS_WARN_EVERY_MS;
      }
      const spreadMs = runtime.random() * NATS_RETRY_SPREAD_MS;
      await this.#waits.wait(NATS_RETRY_MS + spreadMs);
      if (this.#isClosed) throw closed();
    }
  }

  async #try(
    server: ServerAddress,
    isFirst: boolean,
  ): Promise<ClusterError | Session> {
    let session: Session | null = null;
    try {
      session = await Session.open(server, this.#settings, this.#host);
      this.#pool.learn(session.info.connect_urls ?? [], server);
      assertUsable(session);
      // A node that comes back must be heard before JetStream has a leader.
      if (isFirst) await assertJetStream(session);
      if (this.#isClosed) throw closed();
      return session;
    } catch (error) {
      await session?.end();
      return toClusterError(error, `connect to NATS at ${server.text}`);
    }
  }
}

function closed(): ClusterError {
  const message = "Cannot connect to NATS: the connection was closed";
  return new ClusterError(message, { code: "closed" });
}
