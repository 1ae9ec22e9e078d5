import {
  type ConnectionOptions,
  type NatsConnection,
  NatsConnectionImpl,
  setTransportFactory,
} from "@nats-io/transport-node";
import { NodeTransport } from "@nats-io/transport-node/lib/node_transport.js";

/** A socket, as far as it is guarded. */
type Socket = Awaited<ReturnType<NodeTransport["dial"]>>;

/**
 * Connects to a server as `connect()` of `@nats-io/transport-node` does, whose
 * own transport takes all listeners off its socket now and then: an error that
 * comes just then, such as a reset, would end the program.
 */
export function dial(options: ConnectionOptions): Promise<NatsConnection> {
  // Asked for again and again: other code may use another transport.
  setTransportFactory({ factory: () => new GuardedTransport() });
  return NatsConnectionImpl.connect(options);
}

class GuardedTransport extends NodeTransport {
  override async dial(
    server: Parameters<NodeTransport["dial"]>[0],
  ): ReturnType<NodeTransport["dial"]> {
    return guard(await super.dial(server));
  }

  override async tlsFirst(
    server: Parameters<NodeTransport["tlsFirst"]>[0],
  ): ReturnType<NodeTransport["tlsFirst"]> {
    return guard(await super.tlsFirst(server));
  }

  override async startTLS(): ReturnType<NodeTransport["startTLS"]> {
    return guard(await super.startTLS());
  }
}

/** Keeps a socket listened to, whatever listeners are taken off. */
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
