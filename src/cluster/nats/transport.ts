import type { Msg, Subscription } from "@nats-io/transport-node";
import { NATS_DIAL_MS } from "../../base/nats_limits.ts";
import { tolerate } from "../../base/tolerate.ts";
import type { Transport, TransportHost } from "../port/transport.ts";
import type { Connection } from "./connection.ts";
import { toClusterError } from "./failure.ts";
import type { ConnectionHost, Session } from "./session.ts";
import { toPlain } from "./plain_bytes.ts";
import { lossesOf, subjectOf } from "./subject.ts";
import { within } from "./wait.ts";

const NO_RESPONDERS = 503;
const NOTHING = new Uint8Array(0);

/**
 * Carries packets by NATS: a node listens at a subject of its own. A packet
 * names another subject to answer at, where the server says so at once if
 * nothing listens at the first one.
 */
export class NatsTransport implements Transport {
  readonly #connection: Connection;
  readonly #surroundings: ConnectionHost;
  readonly #cluster: string;
  #maxPacketBytes = 0;
  #open: OpenTransport | null = null;

  constructor(connection: Connection, surroundings: ConnectionHost) {
    this.#connection = connection;
    this.#surroundings = surroundings;
    this.#cluster = connection.cluster;
  }

  get maxPacketBytes(): number {
    return this.#connection.session?.info.max_payload ?? this.#maxPacketBytes;
  }

  get isConnected(): boolean {
    return this.#open?.isReached === true && this.#connection.session !== null;
  }

  async open(address: string, host: TransportHost): Promise<void> {
    await this.#connection.open(this.#surroundings);
    const open = new OpenTransport(this.#cluster, address, host);
    const doing = `open the transport of "${address}"`;
    try {
      const session = this.#connection.assertSession(doing);
      open.connect(session);
      await open.assertAllowed(session);
      this.#maxPacketBytes = session.info.max_payload;
    } catch (error) {
      open.disconnect();
      await this.#connection.close();
      throw toClusterError(error, doing);
    }
    open.isOpen = true;
    open.unlisten = this.#connection.listen((session) => open.note(session));
    // It may have changed while it was waited for.
    const { session } = this.#connection;
    if (session !== open.session) open.note(session);
    const before = this.#open;
    this.#open = open;
    if (before === null) return;
    await this.#end(before);
  }

  send(address: string, packet: Uint8Array, tag: number): void {
    const { session } = this.#connection;
    if (session !== null) this.#open?.send(session, address, packet, tag);
  }

  async close(): Promise<void> {
    const open = this.#open;
    if (open === null) return await this.#connection.giveUp();
    this.#open = null;
    await this.#end(open);
  }

  /** Listens no more; the server knows that when it resolves. */
  async #end(open: OpenTransport): Promise<void> {
    open.unlisten();
    open.disconnect();
    const { session } = this.#connection;
    if (session !== null) {
      const { runtime } = this.#surroundings;
      const flushed = within(runtime, NATS_DIAL_MS, session.flush());
      await flushed.catch(() => {});
    }
    await this.#connection.close();
  }
}

/** A transport from when it is open until it is closed. */
class OpenTransport {
  unlisten: () => void = () => {};
  isOpen = false;
  /** Whether what others send reaches it. */
  isReached = true;
  /** The connection that it listens over. */
  session: Session | null = null;
  readonly #host: TransportHost;
  readonly #cluster: string;
  readonly #subject: string;
  /** What is before the subjects at which the server tells of losses. */
  readonly #losses: string;
  #unsubscribe: () => void = () => {};

  constructor(cluster: string, address: string, host: TransportHost) {
    this.#host = host;
    this.#cluster = cluster;
    this.#subject = subjectOf(cluster, address);
    this.#losses = lossesOf(cluster, address);
  }

  /** Takes over from the connection before. */
  note(session: Session | null): void {
    this.disconnect();
    this.#noteReached(false);
    if (session === null) return;
    this.connect(session);
    // What others send may overtake that it listens.
    tolerate(
      session.flush().then(() => {
        if (this.session === session) this.#noteReached(true);
      }),
    );
  }

  connect(session: Session): void {
    this.session = session;
    const packets = this.#subscribe(session, this.#subject, (message) => {
      if (message.data.length > 0) this.#host.receive(toPlain(message.data));
    });
    const losses = this.#subscribe(session, `${this.#losses}>`, (message) => {
      const isLoss = message.headers?.code === NO_RESPONDERS;
      if (isLoss) this.#noteLoss(message.subject);
    });
    this.#unsubscribe = () => {
      packets.unsubscribe();
      losses.unsubscribe();
    };
  }

  disconnect(): void {
    if (this.session?.isOpen === true) this.#unsubscribe();
    this.session = null;
  }

  /** Throws unless the server lets the node listen, and send. */
  async assertAllowed(session: Session): Promise<void> {
    session.nc.publish(this.#subject, NOTHING);
    await session.flush();
    for (const subject of [this.#subject, `${this.#losses}>`]) {
      const violation = session.violations.get(subject);
      if (violation !== undefined) throw violation;
    }
  }

  send(
    { nc }: Session,
    address: string,
    packet: Uint8Array,
    tag: number,
  ): void {
    const reply = `${this.#losses}${address}.${tag}`;
    try {
      nc.publish(subjectOf(this.#cluster, address), packet, { reply });
    } catch {
      // The connection has just ended: it is lost, as packets may be.
    }
  }

  #noteReached(isReached: boolean): void {
    if (this.isReached === isReached) return;
    this.isReached = isReached;
    this.#host.noteConnected(isReached);
  }

  #noteLoss(subject: string): void {
    const [address = "", text = "", ...more] = subject
      .slice(this.#losses.length)
      .split(".");
    if (more.length > 0 || !/^\d+$/.test(text)) return;
    this.#host.noteUndelivered(address, Number(text));
  }

  #subscribe(
    session: Session,
    subject: string,
    take: (message: Msg) => void,
  ): Subscription {
    return session.subscribe(subject, take, (error) => {
      // Its leave was taken: the node cannot be reached any more.
      if (!this.isOpen || this.session !== session) return;
      this.#host.lose(toClusterError(error, `listen at "${subject}"`));
    });
  }
}
