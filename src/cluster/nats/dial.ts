import {
  type ConnectionOptions,
  type NatsConnection,
  NatsConnectionImpl,
  setTransportFactory,
} from "@nats-io/transport-node";
import { NodeTransport } from "@nats-io/transport-node/lib/node_transport.js";
import { connect, type Socket } from "node:net";

/** Where a transport connects to. */
type Server = Parameters<NodeTransport["dial"]>[0];

/**
 * Connects to a server as `connect()` of `@nats-io/transport-node` does, but
 * for two faults of its transport.
 */
export function dial(options: ConnectionOptions): Promise<NatsConnection> {
  // Asked for again and again: other code may use another transport.
  setTransportFactory({ factory: () => new GuardedTransport() });
  return NatsConnectionImpl.connect(options);
}

class GuardedTransport extends NodeTransport {
  #dialed: Socket | null = null;

  override async dial({ port, hostname }: Server): Promise<Socket> {
    const { promise, resolve, reject } = Promise.withResolvers<Socket>();
    const socket = guard(connect(port, hostname));
    this.#dialed = socket;
    let failure: Error | null = null;
    socket.once("connect", () => resolve(socket));
    socket.on("error", (error) => failure = error);
    socket.on("close", () => reject(failure ?? new Error("it was closed")));
    socket.setNoDelay(true);
    await promise;
    socket.removeAllListeners();
    return socket;
  }

  override async tlsFirst(server: Server): ReturnType<
    NodeTransport["tlsFirst"]
  > {
    return guard(await super.tlsFirst(server));
  }

  override async startTLS(): ReturnType<NodeTransport["startTLS"]> {
    return guard(await super.startTLS());
  }

  /** Ends it, also one that is not connected yet: that would live on. */
  override async close(error?: Error): Promise<void> {
    if (this.connected) return await super.close(error);
    this.done = true;
    this.#dialed?.destroy();
    this.socket?.destroy();
  }
}

/**
 * Keeps a socket listened to: the transport takes all listeners off now and
 * then, and an error that comes just then, such as a reset, would end the
 * program.
 */
function guard<Guarded extends Socket>(socket: Guarded): Guarded {
  const remove = socket.removeAllListeners.bind(socket);
  const listen = (): void => void socket.on("error", () => {});
  socket.removeAllListeners = (event) => {
    // Not `undefined`: that would be the name of an event.
    if (event === undefined) remove();
    else remove(event);
    listen();
    return socket;
  };
  listen();
  return socket;
}
