import { assertEquals, assertRejects } from "@std/assert";
import {
  Connection,
  type Socket,
} from "../../../src/inspector/page/link/connection.ts";
import { FakeClock } from "./fake_clock.ts";

class FakeSocket implements Socket {
  onopen: (() => void) | null = null;
  onclose: (() => void) | null = null;
  onmessage: ((event: { readonly data: unknown }) => void) | null = null;
  readonly sent: { readonly ask: number; readonly view: string }[] = [];

  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }

  answer(response: unknown): void {
    this.onmessage?.({ data: JSON.stringify(response) });
  }
}

function createConnection({ isRefused = false } = {}) {
  const clock = new FakeClock();
  const sockets: FakeSocket[] = [];
  const states: string[] = [];
  const connection = new Connection({
    clock,
    open: () => {
      const socket = new FakeSocket();
      sockets.push(socket);
      return socket;
    },
    isRefused: () => Promise.resolve(isRefused),
  });
  connection.listen(() => states.push(connection.state));
  const last = () => sockets.at(-1) as FakeSocket;
  return { clock, sockets, states, connection, last };
}

Deno.test("Connection.ask() gets the answer with its number", async () => {
  const { connection, last } = createConnection();
  last().onopen?.();
  const first = connection.ask<"overview">({ view: "overview" });
  const second = connection.ask<"hello">({ view: "hello" });
  const [one, two] = last().sent;
  assertEquals([one?.view, two?.view], ["overview", "hello"]);
  last().answer({ answer: two?.ask, at: 2, view: "hello", body: "b" });
  last().answer({ answer: one?.ask, at: 1, view: "overview", body: "a" });
  assertEquals(await first as unknown, { at: 1, body: "a" });
  assertEquals(await second as unknown, { at: 2, body: "b" });
});

Deno.test("Connection.ask() rejects when the engine says no", async () => {
  const { connection, last } = createConnection();
  last().onopen?.();
  const asked = connection.ask<"hello">({ view: "hello" });
  last().answer({ answer: last().sent[0]?.ask, error: "too fast" });
  await assertRejects(() => asked, Error, "too fast");
});

Deno.test("Connection.ask() rejects when the engine goes away", async () => {
  const { connection, last } = createConnection();
  last().onopen?.();
  const asked = connection.ask<"hello">({ view: "hello" });
  last().onclose?.();
  await assertRejects(() => asked, Error, "the engine is gone");
  await assertRejects(
    () => connection.ask<"hello">({ view: "hello" }),
    Error,
    "the engine is gone",
  );
});

Deno.test("Connection comes back when the engine does", async () => {
  const { clock, sockets, states, connection, last } = createConnection();
  last().onopen?.();
  last().onclose?.();
  assertEquals([connection.state, sockets.length], ["gone", 1]);
  clock.advance(250);
  assertEquals(sockets.length, 2);
  last().onopen?.();
  assertEquals(states, ["open", "gone", "open"]);
  const asked = connection.ask<"hello">({ view: "hello" });
  last().answer({ answer: last().sent[0]?.ask, at: 3, body: "c" });
  assertEquals((await asked).at, 3);
});

Deno.test("Connection tries again ever less often", async () => {
  const { clock, sockets, last } = createConnection();
  const waits: number[] = [];
  for (let time = 0; time < 7; time++) {
    const count = sockets.length;
    last().onclose?.();
    await Promise.resolve();
    let waited = 0;
    while (sockets.length === count) {
      clock.advance(250);
      waited += 250;
    }
    waits.push(waited);
  }
  assertEquals(waits, [250, 500, 1_000, 2_000, 4_000, 4_000, 4_000]);
});

Deno.test("Connection.state is refused when the token is wrong", async () => {
  const { connection, last } = createConnection({ isRefused: true });
  last().onclose?.();
  await Promise.resolve();
  await Promise.resolve();
  assertEquals(connection.state, "refused");
});

Deno.test("Connection.retry() does not wait and does not try twice", () => {
  const { clock, sockets, connection, last } = createConnection();
  last().onopen?.();
  connection.retry();
  assertEquals(sockets.length, 1);
  last().onclose?.();
  connection.retry();
  assertEquals([sockets.length, clock.pending], [2, 0]);
});

Deno.test("Connection.ask() sends no more than the server reads", async () => {
  const { connection, last } = createConnection();
  last().onopen?.();
  const actor = { type: "A", id: "a" };
  const args = ["x".repeat(65_536)];
  await assertRejects(
    () =>
      connection.ask<"act">({
        view: "act",
        act: "send",
        actor,
        method: "m",
        args,
      }),
    Error,
    "too much",
  );
  assertEquals(last().sent, []);
});
