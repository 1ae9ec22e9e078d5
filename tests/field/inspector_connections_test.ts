import { assertEquals, assertMatch } from "@std/assert";
import { SimulatedRuntime } from "@backstage/actors/testing";
import {
  MAX_HEAD_BYTES,
  MAX_INSPECTOR_CLIENTS,
  MAX_INSPECTOR_CONNECTIONS,
} from "../../src/base/limits.ts";
import { systemRuntime } from "../../src/base/runtime.ts";
import type {
  Handler,
  Upgrade,
} from "../../src/inspector/server/http_connection.ts";
import { Listener } from "../../src/inspector/server/listener.ts";
import { ServerSocket } from "../../src/inspector/server/web_socket.ts";
import { askAgain, Inspected, writeAll } from "../support/inspected.ts";
import { StarvedProgram } from "../support/starved_program.ts";

const HOSTNAME = "127.0.0.1";
const isWindows = Deno.build.os === "windows";

function connect({ port }: { readonly port: number }): Promise<Deno.TcpConn> {
  return Deno.connect({ hostname: HOSTNAME, port });
}

/** A listener in simulated time that says how many connections it took. */
class Bench implements AsyncDisposable {
  readonly runtime = new SimulatedRuntime();
  readonly #listener: Listener;

  constructor(handle: Handler) {
    const { runtime } = this;
    const warn = (text: string): never => {
      throw new Error(text);
    };
    this.#listener = new Listener(HOSTNAME, 0, { runtime, handle, warn });
  }

  get port(): number {
    return this.#listener.port;
  }

  /** Lets simulated time pass until the server ends a connection. */
  async passUntilEnd(connection: Deno.TcpConn): Promise<string> {
    let received = "";
    let isOver = false;
    const reading = readToEnd(connection, (part) => received += part)
      .then(() => isOver = true);
    for (let seconds = 0; !isOver && seconds < 120; seconds++) {
      await this.runtime.advance(1_000);
      await awaitIo();
    }
    assertEquals(isOver, true, "the connection has ended");
    await reading;
    return received;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = this.#listener.close();
    await this.runtime.advance(10_000);
    await closed;
  }
}

function awaitIo(): Promise<void> {
  return new Promise((resolve) => systemRuntime.awaitIo!(resolve));
}

async function readToEnd(
  connection: Deno.TcpConn,
  take: (text: string) => void,
): Promise<void> {
  const buffer = new Uint8Array(65_536);
  try {
    for (;;) {
      const count = await connection.read(buffer);
      if (count === null) return;
      take(new TextDecoder().decode(buffer.subarray(0, count)));
    }
  } catch {
    // A reset is an end as well.
  }
}

const hello: Handler = () => new Response("hello");

Deno.test({
  name: "I1: a program outlives its inspector's lack of descriptors",
  ignore: isWindows,
  async fn() {
    await using program = await StarvedProgram.start({ descriptors: 40 });
    const { link } = program;
    const { port } = new URL(link);
    const idle: Deno.TcpConn[] = [];
    for (let count = 0; count < 100; count++) {
      idle.push(await connect({ port: Number(port) }));
    }
    assertMatch(
      await program.readError(),
      /^Inspector: it cannot accept a connection: .*open files.*; the program/,
    );
    assertEquals(await program.count(), "counted 1");
    for (const connection of idle) connection.close();
    const response = await fetch(link);
    assertEquals([response.status, await program.count()], [200, "counted 2"]);
    await response.body?.cancel();
    assertEquals(await program.end(), 0);
  },
});

Deno.test("I1: Listener ends a connection that sends no request", async () => {
  await using bench = new Bench(hello);
  using silent = await connect(bench);
  assertEquals(await bench.passUntilEnd(silent), "");
  using slow = await connect(bench);
  await writeAll(slow, "GET / HTTP/1.1\r\nHost: ");
  assertEquals(await bench.passUntilEnd(slow), "");
});

Deno.test("I1: Listener reads no endless head", async () => {
  await using bench = new Bench(hello);
  using endless = await connect(bench);
  const head = "GET / HTTP/1.1\r\nX: " + "x".repeat(MAX_HEAD_BYTES);
  await writeAll(endless, head);
  await endless.closeWrite();
  let received = "";
  // No time passes: it ends by itself.
  await readToEnd(endless, (part) => received += part);
  assertMatch(received, /^HTTP\/1.1 400 /);
});

Deno.test("I1: Listener ends a connection that stays idle", async () => {
  await using bench = new Bench(hello);
  using idle = await connect(bench);
  await writeAll(idle, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  assertMatch(await bench.passUntilEnd(idle), /^HTTP\/1.1 200 OK[^]*hello/);
});

Deno.test("I1: Listener ends a connection that is not read", async () => {
  let isCancelled = false;
  const endless: Handler = () =>
    new Response(
      new ReadableStream({
        pull: (controller) => controller.enqueue(new Uint8Array(1_000_000)),
        cancel: () => void (isCancelled = true),
      }),
    );
  await using bench = new Bench(endless);
  using deaf = await connect(bench);
  await writeAll(deaf, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  for (let seconds = 0; !isCancelled && seconds < 600; seconds++) {
    await bench.runtime.advance(1_000);
    await awaitIo();
  }
  assertEquals(isCancelled, true);
});

Deno.test("I1: ServerSocket ends a client that answers no ping", async () => {
  let isOver = false;
  const upgrade = (runtime: SimulatedRuntime): Upgrade => async (channel) => {
    const socket = new ServerSocket(channel, runtime);
    await socket.accept("AAAAAAAAAAAAAAAAAAAAAA==");
    await socket.run(() => {}).finally(() => isOver = true);
  };
  await using bench: Bench = new Bench(() => upgrade(bench.runtime));
  using silent = await connect(bench);
  await writeAll(silent, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  const received = await bench.passUntilEnd(silent);
  assertEquals(isOver, true);
  // One ping, and no second one.
  assertEquals(received.split("\r\n\r\n")[1]?.length, 2);
});

Deno.test("I1: Listener takes a newcomer for an idle connection", async () => {
  await using bench = new Bench(hello);
  const idle: Deno.TcpConn[] = [];
  for (let count = 0; count < MAX_INSPECTOR_CONNECTIONS; count++) {
    idle.push(await connect(bench));
  }
  const response = await fetch(`http://${HOSTNAME}:${bench.port}/`);
  assertEquals(await response.text(), "hello");
  await readToEnd(idle[0]!, () => {});
  for (const connection of idle) connection.close();
});

const UPGRADE = [
  "Connection: Upgrade",
  "Upgrade: websocket",
  "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
  "Sec-WebSocket-Version: 13",
];

/** Asks for a socket and is gone: before the answer, or with it unread. */
async function resetUpgrade(inspected: Inspected, isLate: boolean) {
  const { port, token } = inspected;
  using connection = await connect(inspected);
  const lines = [
    `GET /ws?token=${token} HTTP/1.1`,
    `Host: ${HOSTNAME}:${port}`,
    ...UPGRADE,
    "",
    "",
  ];
  await writeAll(connection, lines.join("\r\n"));
  // What is left unread makes closing a reset.
  if (isLate) await connection.read(new Uint8Array(1));
}

Deno.test("I2: Server gives back the slot of an upgrade reset", async () => {
  await using inspected = await Inspected.open();
  for (let round = 0; round < 30; round++) {
    await resetUpgrade(inspected, round % 2 === 0);
  }
  const clients = [];
  // Each try is a round trip, in which the server hears of the resets.
  for (let tries = 0; clients.length < MAX_INSPECTOR_CLIENTS; tries++) {
    const client = await inspected.connect().catch(() => null);
    if (client !== null) clients.push(client);
    assertEquals(tries < 500, true, `${clients.length} clients after 500`);
  }
});

Deno.test("I2: Server takes no slot for an upgrade it refuses", async () => {
  await using inspected = await Inspected.open();
  const { port, token } = inspected;
  const target = `/ws?token=${token}`;
  assertEquals(new Set(await askAgain(port, target, 40)), new Set(["426"]));
  const client = await inspected.connect();
  assertEquals((await client.answer({ view: "hello" })).view, "hello");
});

Deno.test("I4: strangers use up nothing of those with the token", async () => {
  // No second passes, however busy the machine is.
  const { inspected } = await Inspected.simulate();
  await using _open = inspected;
  const { port, token } = inspected;
  for (const path of ["/metrics", "/nothing", "/ws?token=wrong"]) {
    const statuses = await askAgain(port, path, 250);
    assertEquals(statuses.includes("429"), true, path);
  }
  const targets = [`/?token=${token}`, "/page.js", `/metrics?token=${token}`];
  for (const target of targets) {
    assertEquals(await askAgain(port, target, 1), ["200"], target);
  }
  const client = await inspected.connect();
  assertEquals((await client.answer({ view: "hello" })).view, "hello");
});

Deno.test("I4: Server answers 401 before it says anything else", async () => {
  await using inspected = await Inspected.open();
  const { port } = inspected;
  const connection = await connect({ port });
  const lines = ["GET /ws HTTP/1.1", `Host: ${HOSTNAME}:${port}`, ...UPGRADE];
  await writeAll(
    connection,
    [...lines, "Connection: close", "", ""].join("\r\n"),
  );
  let answer = "";
  await readToEnd(connection, (part) => answer += part);
  connection.close();
  assertMatch(answer, /^HTTP\/1.1 401 /);
});
