import { Parcels } from "./parcels.ts";
import { passed } from "../../../bench/cluster/passed.ts";

/** A way of bytes: from the client to the server, or back. */
export type Direction = "back" | "forth";

/** The most bytes that are read at once. */
const READ_BYTES = 65_536;

/** Opens and shuts, for what waits in front of it. */
class Gate {
  #opened: PromiseWithResolvers<void> | null = null;

  get isOpen(): boolean {
    return this.#opened === null;
  }

  /** Resolves when it is open. */
  get opened(): Promise<void> {
    return this.#opened?.promise ?? Promise.resolve();
  }

  shut(): void {
    this.#opened ??= Promise.withResolvers();
  }

  open(): void {
    this.#opened?.resolve();
    this.#opened = null;
  }
}

/**
 * Stands between a client and a server, and can cut their connections, hold
 * back what goes either way, or delay it. No byte is lost within a connection
 * that lives: as with TCP, what was held back comes once that is over.
 */
export class Relay implements AsyncDisposable {
  readonly port: number;
  readonly #listener: Deno.TcpListener;
  readonly #targetPort: number;
  readonly #open = new Set<Deno.TcpConn>();
  readonly #gates: Readonly<Record<Direction, Gate>> = {
    back: new Gate(),
    forth: new Gate(),
  };
  readonly #under = new Set<Promise<void>>();
  #delayMs = 0;
  #isCut = false;

  constructor(targetPort: number) {
    this.#targetPort = targetPort;
    this.#listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    this.port = this.#listener.addr.port;
    this.#follow(this.#accept());
  }

  /** How many connections are open, of both sides. */
  get connections(): number {
    return this.#open.size;
  }

  /** Closes all connections, and refuses new ones. */
  cut(): void {
    this.#isCut = true;
    for (const connection of this.#open) close(connection);
  }

  /** Holds back what goes in a direction: neither side learns of it. */
  hold(direction: Direction): void {
    this.#gates[direction].shut();
  }

  /** Delays what goes in either direction. */
  delay(ms: number): void {
    this.#delayMs = ms;
  }

  /** Lets all pass again. */
  heal(): void {
    this.#isCut = false;
    this.#delayMs = 0;
    for (const gate of Object.values(this.#gates)) gate.open();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    this.cut();
    for (const gate of Object.values(this.#gates)) gate.open();
    while (this.#under.size > 0) await Promise.all(this.#under);
  }

  /** Remembers what is under way, until it has ended. */
  #follow(work: Promise<void>): void {
    const followed = work.finally(() => this.#under.delete(followed));
    this.#under.add(followed);
  }

  async #accept(): Promise<void> {
    for await (const client of this.#listener) {
      if (this.#isCut) close(client);
      else this.#follow(this.#join(client));
    }
  }

  async #join(client: Deno.TcpConn): Promise<void> {
    this.#open.add(client);
    const server = await this.#connect();
    if (server !== null) {
      await Promise.all([
        this.#pass(client, server, "forth"),
        this.#pass(server, client, "back"),
      ]);
      this.#open.delete(server);
      close(server);
    }
    this.#open.delete(client);
    close(client);
  }

  async #connect(): Promise<Deno.TcpConn | null> {
    try {
      const server = await Deno.connect({
        hostname: "127.0.0.1",
        port: this.#targetPort,
      });
      server.setNoDelay();
      this.#open.add(server);
      if (this.#isCut) close(server);
      return server;
    } catch {
      return null;
    }
  }

  /** Passes bytes on until either side has ended. */
  async #pass(
    from: Deno.TcpConn,
    to: Deno.TcpConn,
    direction: Direction,
  ): Promise<void> {
    const parcels = new Parcels();
    const writing = this.#write(parcels, to, direction);
    try {
      const buffer = new Uint8Array(READ_BYTES);
      for (;;) {
        await parcels.roomy;
        const read = await from.read(buffer);
        if (read === null) break;
        const bytes = buffer.slice(0, read);
        parcels.add({ bytes, dueAt: performance.now() + this.#delayMs });
      }
    } catch {
      // A connection that was cut reads as one that has ended.
    }
    parcels.end();
    await writing;
    // The other direction ends with this one: neither side closes by halves.
    close(from);
    close(to);
  }

  async #write(
    parcels: Parcels,
    to: Deno.TcpConn,
    direction: Direction,
  ): Promise<void> {
    try {
      for await (const { bytes, dueAt } of parcels) {
        const waitMs = dueAt - performance.now();
        if (waitMs > 1) await passed(waitMs);
        await this.#gates[direction].opened;
        for (let at = 0; at < bytes.length;) {
          at += await to.write(bytes.subarray(at));
        }
      }
    } catch {
      // The side that would read is gone: what comes is read, and dropped.
      parcels.drop();
    }
  }
}

function close(connection: Deno.TcpConn): void {
  try {
    connection.close();
  } catch {
    // It is closed.
  }
}
