import { assert, assertEquals, assertRejects } from "@std/assert";
import { CallError, CallTimeoutError, ExpectedError } from "@backstage/actors";
import { PuppetProxy } from "../../cast/generated/puppet_proxy.gen.ts";
import { CourierProxy } from "../../cast/generated/courier_proxy.gen.ts";
import { RecorderProxy } from "../../cast/generated/recorder_proxy.gen.ts";
import { Nodes } from "../../support/nodes.ts";

Deno.test("An actor of a cluster is one, whichever node calls it", async () => {
  await using nodes = new Nodes();
  const actors = [RecorderProxy];
  const [one, two] = await nodes.openTwo({ actors });
  for (let at = 0; at < 20; at++) {
    const id = `r${at}`;
    await nodes.finish(one.getActor(RecorderProxy, id).record("one", 0));
    await nodes.finish(two.getActor(RecorderProxy, id).record("two", 0));
    const entries = await nodes.finish(
      one.getActor(RecorderProxy, id).entries(),
    );
    assertEquals(entries.map(({ from }) => from), ["one", "two"]);
  }
  const live = [...one.actors(RecorderProxy), ...two.actors(RecorderProxy)];
  assertEquals(live.length, 20);
  assertEquals(new Set(live).size, 20);
  // Both have some of them.
  assert([...one.actors(RecorderProxy)].length > 2);
  assert([...two.actors(RecorderProxy)].length > 2);
});

Deno.test("A call between nodes fails as its method has failed", async () => {
  await using nodes = new Nodes();
  const [one, two] = await nodes.openTwo();
  const [id] = await nodes.findIds(two, 1);
  nodes.cast(id!, {
    ask: (_ctx, input) => {
      if (input === "no") throw new RangeError("no luck");
      throw new ExpectedError("sold out", { code: "sold-out" });
    },
  });
  const puppet = one.getActor(PuppetProxy, id!);
  const failure = await assertRejects(() => nodes.finish(puppet.ask("no")));
  assertEquals([(failure as Error).name, (failure as Error).message], [
    "RangeError",
    "no luck",
  ]);
  const refusal = await assertRejects(
    () => nodes.finish(puppet.ask("more")),
    ExpectedError,
  );
  assertEquals(refusal.code, "sold-out");
});

Deno.test("A send that fails on another node is told of here", async () => {
  await using nodes = new Nodes();
  const [one, two] = await nodes.openTwo();
  const [id] = await nodes.findIds(two, 1);
  nodes.cast(id!, {
    tell: () => {
      throw new Error("no luck");
    },
  });
  one.getActor(PuppetProxy, id!).tell(null);
  await nodes.runtime.advance(1_000);
  const lines = nodes.lines.filter((line) => line.includes("no luck"));
  assertEquals(lines, [
    `one error "Puppet/${id}".tell failed and nobody awaited it: ` +
    "Error: no luck",
  ]);
});

Deno.test("A call between nodes ends by its own limit", async () => {
  await using nodes = new Nodes();
  const [one, two] = await nodes.openTwo();
  const [id] = await nodes.findIds(two, 1);
  const aborted: unknown[] = [];
  nodes.cast(id!, {
    ask: async (ctx) => {
      ctx.turn.signal.addEventListener(
        "abort",
        () => aborted.push(ctx.turn.signal.reason),
      );
      await new Promise((resolve) =>
        nodes.runtime.setTimer(5_000, () => resolve(null))
      );
    },
  });
  const puppet = one.getActor(PuppetProxy, id!).with({ timeoutMs: 200 });
  const start = nodes.runtime.now();
  const running = puppet.ask(1);
  const waiting = puppet.ask(2);
  const [ran, waited] = await nodes.finish(
    Promise.allSettled([running, waiting]),
  );
  assertEquals(nodes.runtime.now() - start, 200);
  assert(ran.status === "rejected" && waited.status === "rejected");
  assert(ran.reason instanceof CallTimeoutError);
  assertEquals(ran.reason.outcome, "unknown");
  assertEquals(ran.reason.timeoutMs, 200);
  assert(waited.reason instanceof CallTimeoutError);
  assertEquals(waited.reason.outcome, "not-run");
  assertEquals(aborted.length, 1);
});

Deno.test("A call between nodes is given up by its signal", async () => {
  await using nodes = new Nodes();
  const [one, two] = await nodes.openTwo();
  const [id] = await nodes.findIds(two, 1);
  let isAborted = false;
  nodes.cast(id!, {
    ask: async (ctx) => {
      ctx.turn.signal.addEventListener("abort", () => void (isAborted = true));
      await ctx.sleep(5_000);
    },
  });
  const abort = new AbortController();
  const { signal } = abort;
  const call = one.getActor(PuppetProxy, id!).with({ signal }).ask(1);
  call.catch(() => {});
  await nodes.runtime.advance(10);
  abort.abort(new Error("enough"));
  const error = await assertRejects(() => nodes.finish(call), CallError);
  assertEquals([error.code, error.outcome], ["aborted", "unknown"]);
  assertEquals((error.cause as Error).message, "enough");
  assert(isAborted);
});

Deno.test("A call carries who called it, and its limit", async () => {
  await using nodes = new Nodes();
  const [one, two] = await nodes.openTwo();
  const [from] = await nodes.findIds(one, 1);
  const [to] = await nodes.findIds(two, 1);
  nodes.cast(from!, {
    ask: async (ctx) => await ctx.getActor(PuppetProxy, to!).ask(null),
  });
  nodes.cast(to!, {
    ask: (ctx) => ({
      caller: ctx.turn.caller,
      left: ctx.turn.deadline! - ctx.now(),
    }),
  });
  const caller = one.getActor(PuppetProxy, from!).with({ timeoutMs: 500 });
  const answer = await nodes.finish(caller.ask(null));
  assertEquals(answer, { caller: { type: "Puppet", id: from! }, left: 500 });
});

Deno.test("A send between nodes says who has sent it", async () => {
  await using nodes = new Nodes();
  const [one] = await nodes.openTwo({ actors: [CourierProxy] });
  const ids = ["b1", "b2", "b3", "b4", "b5", "b6"];
  for (const id of ids) {
    await nodes.finish(one.getActor(CourierProxy, "ann").introduce(id));
    await nodes.runtime.advance(1_000);
    const greeted = one.getActor(CourierProxy, id).greeted();
    assertEquals(await nodes.finish(greeted), ["undefined by ann"]);
  }
  // Some are on either node.
  const here = ids.filter((id) => one.isActive(CourierProxy, id));
  assert(here.length > 0 && here.length < ids.length);
});

Deno.test("A call to a type that no node hosts is refused", async () => {
  await using nodes = new Nodes();
  const client = await nodes.open("client", { actors: [] });
  await nodes.open("one");
  const error = await assertRejects(
    () => nodes.finish(client.getActor(RecorderProxy, "x").entries()),
    CallError,
  );
  assertEquals([error.code, error.outcome], ["not-hosted", "not-run"]);
  const [message] = error.message.split("; ");
  assertEquals(
    message!.replace(/one-\w+/, "one-ID"),
    'Cannot call "Recorder/x".entries: node "one-ID" does not host type ' +
      '"Recorder"',
  );
});

Deno.test("A call waits for a node that serves its actor", async () => {
  await using nodes = new Nodes();
  const client = await nodes.open("client", { actors: [] });
  const puppet = client.getActor(PuppetProxy, "x");
  const late = await assertRejects(
    () => nodes.finish(puppet.with({ timeoutMs: 100 }).ask(1)),
    CallTimeoutError,
  );
  assertEquals(late.outcome, "not-run");
  assert(
    late.message.endsWith("; no node of the cluster serves the actor now"),
  );
  nodes.cast("x", { ask: (_ctx, input) => input });
  const call = puppet.ask("hello");
  call.catch(() => {});
  await nodes.runtime.advance(50);
  await nodes.open("one");
  assertEquals(await nodes.finish(call), "hello");
});

Deno.test("A node sends what stays on it as bytes, if told to", async () => {
  await using nodes = new Nodes();
  const one = await nodes.open("one", { wire: "always" });
  // Bytes have a limit that copies have not.
  nodes.cast("x", { ask: () => "x".repeat(17_000_000) });
  const error = await assertRejects(
    () => nodes.finish(one.getActor(PuppetProxy, "x").ask(null)),
    CallError,
  );
  assertEquals(error.code, "codec");
});
