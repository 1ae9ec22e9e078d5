import {
  assertEquals,
  assertGreaterOrEqual,
  assertLess,
  assertMatch,
} from "@std/assert";
import { type Answer, Inspected } from "../support/inspected.ts";
import { CounterProxy } from "../cast/generated/counter_proxy.gen.ts";
import type { Actors } from "../../src/inspector/wire/protocol.ts";
import {
  MAX_INSPECTOR_CLIENTS,
  MAX_QUESTION_LENGTH,
  MAX_QUESTIONS_PER_SECOND,
  MAX_UNREAD_BYTES,
} from "../../src/base/limits.ts";

const actor = { type: "Counter", id: "a" };

/** Questions that are none, and what is wrong with each. */
const WRONG: readonly (readonly [object, RegExp])[] = [
  [{}, /^Cannot answer: view undefined is not known$/],
  [{ view: "x".repeat(1_000) }, /^Cannot answer: view "x{99} is not known$/],
  [{ view: "__proto__" }, /is not known$/],
  [{ view: ["hello"] }, /is not known$/],
  [{ view: "actors", limit: -1 }, /limit must be a whole number from 0$/],
  [{ view: "actors", limit: 1.5 }, /limit must be a whole number/],
  [{ view: "actors", offset: 1e300 }, /offset must be a whole number/],
  [{ view: "actors", filter: 7 }, /filter must be a text$/],
  [{ view: "actors", sort: "constructor" }, /sort must be one of id, type/],
  [{ view: "actors", state: "asleep" }, /state must be one of idle/],
  [{ view: "actors", group: 1 }, /group must be true or false$/],
  [{ view: "actor" }, /actor must be a name$/],
  [{ view: "actor", actor: { type: 1 } }, /actor.type must be a text$/],
  [
    { view: "actor", actor: { type: "Counter", id: "x".repeat(1_025) } },
    /actor.id must be of at most 1024 characters$/,
  ],
  [{ view: "actor", actor }, /^Cannot show "Counter\/a": it is not live$/],
  [{ view: "graph" }, /by must be one of actor, type$/],
  [{ view: "log", after: "1" }, /after must be a whole number/],
  [{ view: "timeline", record: "yes" }, /record must be true or false$/],
  [{ view: "act", act: "explode", actor }, /act must be one of deactivate/],
  [{ view: "act", act: "send", actor, method: "add" }, /args must be an array/],
  [{ view: "act", act: "send", actor, args: [] }, /method must be a text$/],
];

Deno.test("Session.take() says what is wrong with a question", async () => {
  await using inspected = await Inspected.open();
  const client = await inspected.connect();
  for (const [question, expected] of WRONG) {
    const { error, ...rest } = await client.answer(question);
    assertMatch(error ?? "", expected, JSON.stringify(question).slice(0, 200));
    assertEquals(Object.keys(rest), ["answer"]);
  }
  assertEquals((await client.answer({ view: "hello" })).view, "hello");
});

Deno.test("Session.take() answers what has no number with 0", async () => {
  await using inspected = await Inspected.open();
  const client = await inspected.connect();
  const texts = [
    "",
    "{",
    "null",
    "7",
    '"hello"',
    "[]",
    "{}",
    '{"ask":"1","view":"hello"}',
    '{"ask":1e400,"view":"hello"}',
    "[".repeat(30_000),
  ];
  for (const text of texts) {
    const answered = client.expect(0);
    client.send(text);
    const { error } = await answered as Answer;
    assertEquals(
      error,
      "Cannot answer: it is no JSON object with a number `ask`",
      text.slice(0, 50),
    );
  }
});

Deno.test("Session.take() closes on bytes and on too much text", async () => {
  await using inspected = await Inspected.open();
  const reason = "a question must be a text of bounded length";
  const first = await inspected.connect();
  first.send(new Uint8Array(8));
  assertEquals(await first.closed, { code: 1009, reason });
  const second = await inspected.connect();
  second.send("x".repeat(MAX_QUESTION_LENGTH + 1));
  assertEquals(await second.closed, { code: 1009, reason });
  const third = await inspected.connect();
  const text = JSON.stringify({ ask: 1, view: "hello" });
  const answered = third.expect(1);
  third.send(text.padEnd(MAX_QUESTION_LENGTH));
  assertEquals((await answered).view, "hello");
});

Deno.test("Session.take() closes on a flood of questions", async () => {
  await using inspected = await Inspected.open();
  const client = await inspected.connect();
  // One after the other: what is still on its way when a connection ends may
  // take the reason with it.
  let answered = 0;
  let isOver = false;
  client.closed.then(() => isOver = true);
  while (!isOver) {
    const answer = client.answer({ view: "log" }).then(() => answered++);
    await Promise.race([answer, client.closed]);
  }
  assertGreaterOrEqual(answered, MAX_QUESTIONS_PER_SECOND);
  const { code, reason } = await client.closed;
  assertEquals([code, reason], [1008, "too many questions"]);
});

Deno.test("Server takes so many clients and no more", async () => {
  await using inspected = await Inspected.open();
  const clients = [];
  for (let count = 0; count < MAX_INSPECTOR_CLIENTS; count++) {
    clients.push(await inspected.connect());
  }
  const response = await fetch(inspected.link("/ws"), {
    headers: {
      connection: "upgrade",
      upgrade: "websocket",
      "sec-websocket-key": "AAAAAAAAAAAAAAAAAAAAAA==",
      "sec-websocket-version": "13",
    },
  }).catch(() => null);
  // Deno's `fetch` leaves hop-by-hop headers out on some versions.
  const status = response?.status;
  await response?.body?.cancel();
  assertEquals(status === 503 || status === 426, true, String(status));
  await clients[0]!.close();
  const another = await connectSoon(inspected);
  assertEquals((await another.answer({ view: "hello" })).view, "hello");
});

/** Connects once the server has heard, too, that another client is gone. */
async function connectSoon(inspected: Inspected) {
  for (let tries = 0; tries < 50; tries++) {
    const client = await inspected.connect().catch(() => null);
    if (client !== null) return client;
  }
  return await inspected.connect();
}

/** Asks over a socket that is never read. */
async function askDeaf(inspected: Inspected): Promise<Deno.TcpConn> {
  const { port, token } = inspected;
  const connection = await Deno.connect({ hostname: "127.0.0.1", port });
  const request = [
    `GET /ws?token=${token} HTTP/1.1`,
    `Host: 127.0.0.1:${port}`,
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
    "Sec-WebSocket-Version: 13",
    "",
    "",
  ].join("\r\n");
  await connection.write(new TextEncoder().encode(request));
  await connection.read(new Uint8Array(1_000));
  return connection;
}

/** Makes a text frame as a client sends it: masked, here with zeros. */
function frame(text: string): Uint8Array<ArrayBuffer> {
  const payload = new TextEncoder().encode(text);
  if (payload.length > 125) throw new RangeError("Cannot frame: too long");
  return new Uint8Array([0x81, 0x80 | payload.length, 0, 0, 0, 0, ...payload]);
}

/** Reads until the other end is gone; returns how many bytes there were. */
async function readToEnd(connection: Deno.TcpConn): Promise<number> {
  const buffer = new Uint8Array(65_536);
  let received = 0;
  try {
    for (;;) {
      const count = await connection.read(buffer);
      if (count === null) return received;
      received += count;
    }
  } catch {
    // It did not wait for us to read.
    return received;
  }
}

Deno.test("Session.take() ends with a client that reads nothing", async () => {
  await using inspected = await Inspected.open();
  const { engine } = inspected;
  for (let at = 0; at < 500; at++) {
    const id = `${at} `.padEnd(1_024, "x");
    engine.getActor(CounterProxy, id).increment();
  }
  await engine.run();
  const watcher = await inspected.connect();
  const { rows } = await watcher.ask<Actors>({ view: "actors", limit: 500 });
  const bytes = JSON.stringify(rows).length;
  using deaf = await askDeaf(inspected);
  const question = frame('{"ask":1,"view":"actors","limit":500}');
  const most = 4 * MAX_UNREAD_BYTES / bytes;
  // One second's quota each time: only unread answers add up.
  let isOver = false;
  for (let asked = 0; asked < most && !isOver; asked++) {
    await deaf.write(question).catch(() => isOver = true);
    await watcher.answer({ view: "log" });
  }
  const received = await readToEnd(deaf);
  // What we kept, and what the system keeps between two sockets.
  assertLess(received, 2 * MAX_UNREAD_BYTES);
});
