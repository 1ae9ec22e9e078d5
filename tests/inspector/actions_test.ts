import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import type {
  Action,
  ActResult,
  Log,
} from "../../src/inspector/wire/protocol.ts";
import { FeedProxy } from "../cast/generated/feed_proxy.gen.ts";
import { CounterProxy } from "../cast/generated/counter_proxy.gen.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { RecorderProxy } from "../cast/generated/recorder_proxy.gen.ts";
import { SurveyorProxy } from "../cast/generated/surveyor_proxy.gen.ts";
import { cast } from "../support/cast.ts";
import { type Client, Inspected } from "../support/inspected.ts";

const counter = { type: "Counter", id: "a" };

async function act(client: Client, action: Action): Promise<string> {
  const { text } = await client.ask<ActResult>({ view: "act", ...action });
  return text;
}

async function readActions(client: Client): Promise<string[]> {
  const { rows } = await client.ask<Log>({ view: "log" });
  return rows.filter(({ kind }) => kind === "action").map(({ text }) => text);
}

Deno.test("act deactivates an actor behind its inbox", async () => {
  await using inspected = await Inspected.open();
  const { engine, lines } = inspected;
  const client = await inspected.connect();
  const proxy = engine.getActor(CounterProxy, "a");
  await proxy.add(5);
  const text = await act(client, { act: "deactivate", actor: counter });
  assertEquals(text, '"Counter/a" was deactivated');
  assertEquals(engine.snapshot().actors, []);
  assertEquals(await proxy.add(1), 1, "afresh");
  const note = '"Counter/a" is being deactivated';
  assertEquals(await readActions(client), [note]);
  assertEquals(lines.at(-1), `info Inspector: ${note}`);
});

Deno.test("act pauses and resumes an inbox", async () => {
  await using inspected = await Inspected.open();
  const { engine, lines } = inspected;
  const client = await inspected.connect();
  const proxy = engine.getActor(CounterProxy, "a");
  await proxy.add(1);
  await act(client, { act: "pause", actor: counter });
  const replies = [proxy.add(1), proxy.add(1)];
  const [paused] = engine.snapshot().actors;
  assertEquals([paused!.state, paused!.inboxLength], ["paused", 2]);
  await client.ask({ view: "overview" });
  assertEquals(engine.snapshot().actors[0]!.handled, 1);
  await act(client, { act: "resume", actor: counter });
  assertEquals(await Promise.all(replies), [2, 3]);
  const notes = ['"Counter/a" was paused', '"Counter/a" was resumed'];
  assertEquals(await readActions(client), notes);
  assertEquals(
    lines.slice(-2),
    notes.map((note) => `info Inspector: ${note}`),
  );
});

Deno.test("act sends by a method's shape and tells the result", async () => {
  await using inspected = await Inspected.open();
  const { engine } = inspected;
  const client = await inspected.connect();
  engine.getActor(CounterProxy, "a");
  engine.getActor(RecorderProxy, "r");
  engine.getActor(SurveyorProxy, "s");
  const send = (type: string, method: string, ...args: unknown[]) =>
    act(client, { act: "send", actor: { type, id: "a" }, method, args });
  assertEquals(await send("Counter", "add", 5), "5");
  assertEquals(await send("Counter", "increment"), "undefined");
  assertEquals(await send("Counter", "count"), "6");
  assertEquals(await send("Recorder", "record", "me", 7), "undefined");
  assertEquals(
    await send("Recorder", "entries"),
    '[ { from: "me", index: 7 } ]',
  );
  const circle = { kind: "circle", size: 2 };
  const text = await send("Surveyor", "describeShape", circle);
  assertEquals(text, '"circle of 2"');
});

Deno.test("act shows the first values of a streaming method", async () => {
  await using inspected = await Inspected.open();
  const { engine } = inspected;
  const client = await inspected.connect();
  engine.getActor(FeedProxy, "a");
  const actor = { type: "Feed", id: "a" };
  const send = (method: string, ...args: unknown[]) =>
    act(client, { act: "send", actor, method, args });
  assertEquals(await send("count", 3), "[ 0, 1, 2 ]");
  assertMatch(await send("count", 1_000), /^\[.*\b15\b[^\d]*\]$/s);
  // It was ended behind those.
  assertEquals(engine.snapshot().actors[0]?.streaming, []);
});

Deno.test("act refuses what a method does not take", async () => {
  await using inspected = await Inspected.open();
  const { engine } = inspected;
  const client = await inspected.connect();
  await engine.getActor(CounterProxy, "a").add(1);
  cast.set("a", {
    ask: () => {
      throw new RangeError("no luck");
    },
  });
  engine.getActor(PuppetProxy, "a");
  engine.getActor(SurveyorProxy, "a");
  const refused = async (
    expected: string,
    method: string,
    args: unknown[],
    type = "Counter",
    id = "a",
  ) => {
    const actor = { type, id };
    const action = { act: "send", actor, method, args } as const;
    await assertRejects(() => act(client, action), Error, expected);
  };
  const call = 'Cannot call "Counter/a".add';
  await refused(
    `CodecError: ${call}: amount: expected number, got string`,
    "add",
    ["1"],
  );
  await refused(`CodecError: ${call}: amount: expected number`, "add", []);
  await refused("it takes 1 arguments, not 2", "add", [1, 2]);
  await refused("it takes 0 arguments, not 1", "increment", [1]);
  await refused("the actor has no such method", "constructor", []);
  await refused("the actor has no such method", "__proto__", []);
  await refused("its type is not known", "add", [1], "Nobody");
  await refused("id is empty", "add", [1], "Counter", "");
  await refused("expected", "describeShape", [{ kind: "cube" }], "Surveyor");
  await refused("RangeError: no luck", "ask", [null], "Puppet");
  assertEquals(engine.snapshot().actors[0]!.accepted, 1);
});

Deno.test("act says that an actor is not live", async () => {
  await using inspected = await Inspected.open();
  const client = await inspected.connect();
  inspected.engine.getActor(CounterProxy, "a");
  for (const name of ["deactivate", "pause", "resume"] as const) {
    await assertRejects(
      () => act(client, { act: name, actor: counter }),
      Error,
      `Cannot ${name} "Counter/a": it is not live`,
    );
  }
});

Deno.test("act changes nothing where it is read-only", async () => {
  await using inspected = await Inspected.open({ readOnly: true });
  const { engine, lines } = inspected;
  const client = await inspected.connect();
  await engine.getActor(CounterProxy, "a").add(1);
  const before = engine.snapshot().actors;
  for (const name of ["deactivate", "pause", "resume", "send"] as const) {
    const rest = { method: "add", args: [1] };
    const action = { act: name, actor: counter, ...rest } as Action;
    await assertRejects(
      () => act(client, action),
      Error,
      `Cannot ${name} "Counter/a": this inspector is read-only`,
    );
  }
  assertEquals(engine.snapshot().actors, before);
  assertEquals(lines.length, 1);
  assertEquals(await readActions(client), []);
});
