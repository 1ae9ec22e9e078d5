/** What a fake server does with what a client sends. */
export interface FakeServerOptions {
  /** What it says of itself beside what must be there. */
  readonly info?: Readonly<Record<string, unknown>>;
  /** Whether it answers pings; it does unless told. */
  readonly isAlive?: () => boolean;
  /** Whether it takes in what is sent; it does unless told. */
  readonly isReading?: () => boolean;
  /** Whether it says nothing at all, though it can be connected to. */
  readonly isMute?: boolean;
}

/** Speaks as much of NATS' protocol as tests of bad servers need. */
export class FakeServer implements AsyncDisposable {
  readonly #listener: Deno.TcpListener;
  readonly #options: FakeServerOptions;
  readonly #connections = new Set<Deno.TcpConn>();
  readonly #served: Promise<void>;
  readonly #left = Promise.withResolvers<void>();

  constructor(options: FakeServerOptions = {}) {
    this.#options = options;
    this.#listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    this.#served = this.#serve();
  }

  /** Where clients reach it. */
  get address(): string {
    return `127.0.0.1:${this.#listener.addr.port}`;
  }

  /** Resolves when a client has gone that was told nothing. */
  get left(): Promise<void> {
    return this.#left.promise;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    for (const connection of this.#connections) connection.close();
    await this.#served;
  }

  async #serve(): Promise<void> {
    const all: Promise<void>[] = [];
    try {
      for await (const connection of this.#listener) {
        this.#connections.add(connection);
        all.push(this.#talk(connection).catch(() => {}));
      }
    } catch {
      // It was closed.
    }
    await Promise.all(all);
  }

  async #talk(connection: Deno.TcpConn): Promise<void> {
    const { info, isAlive, isReading, isMute } = this.#options;
    if (isMute === true) {
      while (await connection.read(new Uint8Array(1)) !== null);
      return this.#left.resolve();
    }
    const greeting = JSON.stringify({
      ...{ server_id: "fake", version: "2.12.1", proto: 1, headers: true },
      ...{ max_payload: 1_048_576, jetstream: true },
      ...info,
    });
    await send(connection, `INFO ${greeting}\r\n`);
    const bytes = new Uint8Array(65_536);
    let text = "";
    while (isReading?.() !== false) {
      const count = await connection.read(bytes);
      if (count === null) break;
      const lines = (text + new TextDecoder().decode(bytes.slice(0, count)))
        .split("\r\n");
      text = lines.pop()!;
      for (const line of lines) {
        if (isAlive?.() === false) continue;
        if (line === "PING") await send(connection, "PONG\r\n");
        const [, reply] = /^PUB \$JS\.API\.INFO (\S+) 0$/.exec(line) ?? [];
        if (reply !== undefined) await answer(connection, reply, "{}");
      }
    }
    if (isReading?.() !== false) this.#connections.delete(connection);
  }
}

async function answer(
  connection: Deno.TcpConn,
  subject: string,
  text: string,
): Promise<void> {
  // A client's first subscription is that of its answers.
  await send(connection, `MSG ${subject} 1 ${text.length}\r\n${text}\r\n`);
}

async function send(connection: Deno.TcpConn, text: string): Promise<void> {
  const bytes = new TextEncoder().encode(text);
  for (let sent = 0; sent < bytes.length;) {
    sent += await connection.write(bytes.subarray(sent));
  }
}
