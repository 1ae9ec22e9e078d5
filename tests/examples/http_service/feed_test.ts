import { assertEquals } from "@std/assert";
import {
  type OpenOffice,
  readRefusal,
  testOffice,
  TIMEOUT_MS,
} from "./open_office.ts";

async function sell(one: OpenOffice, seats: number): Promise<void> {
  const order = one.order({ seats });
  (await one.nextPayment()).done.resolve();
  await (await order).body?.cancel();
}

/** Reads values of a socket one by one. */
function openSocket(one: OpenOffice): {
  socket: WebSocket;
  next(): Promise<unknown>;
  closed: Promise<CloseEvent>;
} {
  const url = one.locate("/shows/hamlet/live").replace("http", "ws");
  const socket = new WebSocket(url);
  const values = new ReadableStream<string>({
    start(controller) {
      socket.onmessage = ({ data }) => controller.enqueue(data);
    },
  }).getReader();
  const closed = new Promise<CloseEvent>((resolve) => {
    socket.onclose = resolve;
  });
  const next = async () => JSON.parse((await values.read()).value ?? "null");
  return { socket, next, closed };
}

testOffice("sendEvents() ends with the tab that it is for", async (one) => {
  const tab = new AbortController();
  const { signal } = tab;
  const live = await fetch(one.locate("/shows/hamlet/live"), { signal });
  assertEquals(live.headers.get("content-type"), "text/event-stream");
  const events = live.body!.pipeThrough(new TextDecoderStream()).getReader();
  assertEquals((await events.read()).value, 'data: {"free":120}\n\n');
  await sell(one, 20);
  assertEquals((await events.read()).value, 'data: {"free":100}\n\n');
  assertEquals(one.engine.snapshot().streams.length, 1);
  tab.abort();
  await events.closed.catch(() => {});
  await one.until(() => one.engine.snapshot().streams.length === 0);
});

testOffice("openSocket() ends with the tab that it is for", async (one) => {
  const { socket, next, closed } = openSocket(one);
  assertEquals(await next(), { free: 120 });
  await sell(one, 20);
  assertEquals(await next(), { free: 100 });
  socket.close();
  await closed;
  await one.until(() => one.engine.snapshot().streams.length === 0);
});

testOffice("BoxOffice keeps no stream for a feed that failed", async (one) => {
  const order = one.order({ seats: 1 });
  await one.nextPayment();
  const live = fetch(one.locate("/shows/hamlet/live"));
  await one.until(() => one.waiting === 1);
  assertEquals(one.engine.snapshot().streams.length, 1);
  await one.engine.advance(TIMEOUT_MS);
  assertEquals(
    await readRefusal(await live),
    [503, "timeout", "1", undefined],
  );
  await (await order).body?.cancel();
  assertEquals(one.engine.snapshot().streams, []);
});

testOffice("sendEvents() ends when a tab lags behind", async (one) => {
  const live = await fetch(one.locate("/shows/hamlet/live"));
  const stream = one.engine.getStream<number>("shows/hamlet");
  for (let free = 1_000; free > 0; free--) stream.next(free);
  const events = (await live.text()).split("\n\n");
  assertEquals(events.slice(0, 2), [
    'data: {"free":120}',
    'data: {"free":1000}',
  ]);
  assertEquals(events.includes('data: {"free":1}'), false);
  assertEquals(one.engine.snapshot().streams, []);
}, { inboxCapacity: 4 });

testOffice("openSocket() closes when a tab lags behind", async (one) => {
  const { next, closed } = openSocket(one);
  assertEquals(await next(), { free: 120 });
  const stream = one.engine.getStream<number>("shows/hamlet");
  for (let free = 1_000; free > 0; free--) stream.next(free);
  assertEquals((await closed).code, 1013);
  assertEquals(one.engine.snapshot().streams, []);
}, { inboxCapacity: 4 });
