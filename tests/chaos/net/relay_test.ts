import { assertEquals, assertRejects } from "@std/assert";
import { type Direction, Relay } from "./relay.ts";

/** A server that answers with what it is sent, and tells of its connections. */
class Echo implements AsyncDisposable {
  readonly port: number;
  readonly #listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  readonly #under: Promise<void>;
  readonly #ended: Promise<void>[] = [];

  constructor() {
    this.port = this.#listener.addr.port;
    this.#under = this.#serve();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    await this.#under;
    await Promise.all(this.#ended);
  }

  async #serve(): Promise<void> {
    for await (const connection of this.#listener) {
      const { readable, writable } = connection;
      this.#ended.push(readable.pipeTo(writable).catch(() => {}));
    }
  }
}

/** Everything a test of a relay needs. */
class Way implements AsyncDisposable {
  readonly relay: Relay;
  readonly #echo = new Echo();
  readonly #clients: Deno.TcpConn[] = [];

  constructor() {
    this.relay = new Relay(this.#echo.port);
  }

  async connect(): Promise<Deno.TcpConn> {
    const client = await Deno.connect({
      hostname: "127.0.0.1",
      port: this.relay.port,
    });
    this.#clients.push(client);
    return client;
  }

  /** Talks to the server past the relay, for longer than bytes take. */
  async talk(text: string): Promise<string> {
    using direct = await Deno.connect({
      hostname: "127.0.0.1",
      port: this.#echo.port,
    });
    for (let left = 50; left > 0; left--) {
      await say(direct, text);
      await hear(direct, text.length);
    }
    return text;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const client of this.#clients) {
      try {
        client.close();
      } catch {
        // The test has closed it.
      }
    }
    await this.relay[Symbol.asyncDispose]();
    await this.#echo[Symbol.asyncDispose]();
  }
}

async function say(client: Deno.TcpConn, text: string): Promise<void> {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length;) {
    at += await client.write(bytes.subarray(at));
  }
}

async function hear(client: Deno.TcpConn, length: number): Promise<string> {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length;) {
    const read = await client.read(bytes.subarray(at));
    if (read === null) throw new Error("the connection is closed");
    at += read;
  }
  return new TextDecoder().decode(bytes);
}

Deno.test("Relay passes all bytes on, in both directions", async () => {
  await using way = new Way();
  const client = await way.connect();
  const text = "0123456789".repeat(40_000);
  const [heard] = await Promise.all([
    hear(client, text.length),
    say(client, text),
  ]);
  assertEquals(heard, text);
});

Deno.test("Relay.cut() closes connections, and refuses new ones", async () => {
  await using way = new Way();
  const client = await way.connect();
  await say(client, "one");
  assertEquals(await hear(client, 3), "one");
  way.relay.cut();
  await assertRejects(() => hear(client, 1));
  await assertRejects(async () => await hear(await way.connect(), 1));
  way.relay.heal();
  const again = await way.connect();
  await say(again, "two");
  assertEquals(await hear(again, 3), "two");
});

for (const direction of ["forth", "back"] satisfies Direction[]) {
  Deno.test(`Relay.hold() keeps what goes ${direction} for later`, async () => {
    await using way = new Way();
    const client = await way.connect();
    await say(client, "a");
    assertEquals(await hear(client, 1), "a");
    way.relay.hold(direction);
    await say(client, "held");
    const heard = hear(client, 4);
    const first = await Promise.race([heard, way.talk("still held")]);
    assertEquals(first, "still held");
    way.relay.heal();
    assertEquals(await heard, "held");
  });
}

Deno.test("Relay.delay() makes each way longer, and keeps order", async () => {
  await using way = new Way();
  const client = await way.connect();
  way.relay.delay(40);
  const start = performance.now();
  for (const text of ["a", "b", "c"]) await say(client, text);
  assertEquals(await hear(client, 3), "abc");
  const ms = performance.now() - start;
  // Both ways are delayed, and what waits does so at the same time.
  assertEquals([ms >= 79, ms < 2_000], [true, true]);
});

Deno.test("Relay closes a connection whose server is not there", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  await using relay = new Relay(port);
  using client = await Deno.connect({
    hostname: "127.0.0.1",
    port: relay.port,
  });
  await assertRejects(() => hear(client, 1));
});
