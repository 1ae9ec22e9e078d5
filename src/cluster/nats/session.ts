import {
  jetstream,
  type JetStreamClient,
  type JetStreamManager,
  jetstreamManager,
} from "@nats-io/jetstream";
import {
  ClosedConnectionError,
  type Msg,
  type NatsConnection,
  PermissionViolationError,
  type ServerInfo,
  type Subscription,
} from "@nats-io/transport-node";
import { escapeControls } from "../../base/escape_controls.ts";
import {
  NATS_DIAL_MS,
  NATS_PING_MS,
  NATS_REQUEST_MS,
} from "../../base/nats_limits.ts";
import type { Logger } from "../../base/logger.ts";
import type { Runtime } from "../../base/runtime.ts";
import { tolerate } from "../../base/tolerate.ts";
import { dial } from "./dial.ts";
import { findCause } from "./failure.ts";
import type { ConnectionSettings } from "./options.ts";
import type { ServerAddress } from "./server_address.ts";
import { inboxOf } from "./subject.ts";
import { within } from "./wait.ts";

/** What a connection needs of its surroundings. */
export interface ConnectionHost {
  readonly runtime: Runtime;
  readonly logger: Logger;
}

const IP = /^(?:[\d.]+|[\da-f:.]*:[\da-f:.]*)$/i;

/** Says what a server's certificate must name; an IP is not asked for. */
function nameOf({ tlsName }: ServerAddress): object {
  return IP.test(tlsName) ? { host: tlsName } : { servername: tlsName };
}

/** One connection to one server, from when it is there until it is gone. */
export class Session {
  readonly nc: NatsConnection;
  readonly js: JetStreamClient;
  readonly jsm: JetStreamManager;
  readonly server: ServerAddress;
  /** What the server said of itself, and of others, last. */
  info: ServerInfo;
  /** Resolves when the connection is gone. */
  readonly ended: Promise<void>;
  /** What the server did not allow, by subject. */
  readonly violations: Map<string, PermissionViolationError> = new Map();
  readonly #host: ConnectionHost;
  #isClosing = false;

  constructor(
    nc: NatsConnection,
    jsm: JetStreamManager,
    server: ServerAddress,
    host: ConnectionHost,
  ) {
    this.nc = nc;
    this.jsm = jsm;
    this.js = jetstream(nc, { timeout: NATS_REQUEST_MS });
    this.server = server;
    this.info = nc.info!;
    this.#host = host;
    this.ended = nc.closed().then(() => {});
    tolerate(this.#follow());
  }

  /** Connects to a server, once. */
  static async open(
    server: ServerAddress,
    settings: ConnectionSettings,
    host: ConnectionHost,
  ): Promise<Session> {
    const { tls, credentials, cluster } = settings;
    const nc = await dial({
      servers: [server.text],
      // The keeper connects anew, and sees which name a server must have and
      // which address the program may reach.
      ...{ reconnect: false, resolve: false },
      ...{ timeout: NATS_DIAL_MS, pingInterval: NATS_PING_MS, maxPingOut: 2 },
      ...{ name: `backstage ${cluster}`, inboxPrefix: inboxOf(cluster) },
      noAsyncTraces: true,
      ...credentials,
      ...(tls === null ? {} : { tls: { ...nameOf(server), ...tls } }),
    });
    const options = { checkAPI: false, timeout: NATS_REQUEST_MS };
    const jsm = await jetstreamManager(nc, options);
    return new Session(nc, jsm, server, host);
  }

  /** Whether it is there, as far as is known. */
  get isOpen(): boolean {
    return !this.#isClosing && !this.nc.isClosed();
  }

  /** Listens at a subject; learns if the server does not let it. */
  subscribe(
    subject: string,
    take: (message: Msg) => void,
    refuse: (error: Error) => void,
  ): Subscription {
    return this.nc.subscribe(subject, {
      callback: (error, message) => {
        // What is thrown here would end all reading, and tell nothing of it.
        try {
          if (error === null) take(message);
          else refuse(error);
        } catch (thrown) {
          this.#host.logger.error("A message of NATS broke a node:", thrown);
        }
      },
    });
  }

  /** Resolves when the server has seen all that was sent so far. */
  async flush(): Promise<void> {
    // The client does not settle it where the connection ends.
    const gone = this.ended.then(() => {
      throw new ClosedConnectionError();
    });
    await Promise.race([this.nc.flush(), gone]);
    // What the server refused is told before that, but comes to us behind it.
    await Promise.race([this.nc.flush(), gone]);
  }

  /** Sends what waits, and ends it; at once if the server takes too long. */
  async close(): Promise<void> {
    if (!this.isOpen) return await this.ended;
    this.#isClosing = true;
    const drained = tolerate(this.nc.drain());
    await within(this.#host.runtime, NATS_DIAL_MS, drained).catch(() => {});
    await this.end();
  }

  /** Ends it at once. */
  async end(): Promise<void> {
    this.#isClosing = true;
    await this.nc.close();
  }

  async #follow(): Promise<void> {
    for await (const status of this.nc.status()) {
      if (status.type === "disconnect") this.#isClosing = true;
      // By itself, the client waits until such a server has taken all in.
      else if (status.type === "staleConnection") tolerate(this.end());
      else if (status.type === "update") this.info = this.nc.info ?? this.info;
      else if (status.type === "error") this.#noteError(status.error);
    }
  }

  #noteError(error: Error): void {
    const { logger } = this.#host;
    const violation = findCause(error, PermissionViolationError);
    if (violation === null) {
      logger.warn(`NATS says: ${escapeControls(error.message)}`);
      return;
    }
    if (this.violations.has(violation.subject)) return;
    this.violations.set(violation.subject, violation);
    logger.warn(`NATS does not let this node use "${violation.subject}"`);
  }
}
