import { newSubscriber } from "@backstage/actors";
import { testEngine } from "@backstage/actors/testing";
import { assertEquals, assertRejects } from "@std/assert";
import { setTimeout as pass } from "node:timers/promises";
import { CounterProxy } from "../../../examples/generated/counter_proxy.gen.ts";
import { MemberProxy } from "../../../examples/generated/member_proxy.gen.ts";
import { RoomProxy } from "../../../examples/generated/room_proxy.gen.ts";
import { PuppetProxy } from "../../cast/generated/puppet_proxy.gen.ts";
import { testPlay } from "../../support/playing.ts";

for (const wire of ["auto", "always"] as const) {
  Deno.test(`TestEngine.probe() records calls (wire ${wire})`, async () => {
    await using engine = testEngine({ wire });
    const counter = engine.getActor(CounterProxy, "visits");
    await counter.add(1);
    const probe = engine.probe(CounterProxy, "visits");
    counter.add(2);
    await counter.add(-1).catch(() => {});
    await engine.getActor(CounterProxy, "other").add(3);
    const [first, second] = probe.calls;
    assertEquals(first, {
      actor: { type: "Counter", id: "visits" },
      method: "add",
      args: [2],
      caller: null,
      at: 0,
      outcome: "done",
      result: 3,
      error: undefined,
    });
    assertEquals(second?.outcome, "failed");
    assertEquals((second?.error as Error).message, "Cannot add -1");
    // The types are those of the class.
    const amounts: number[] = probe.argsOf("add").map(([amount]) => amount);
    assertEquals(amounts, [2, -1]);
    const result: number | undefined = probe.callsOf("add")[0]?.result;
    assertEquals(result, 3);
    probe.clear();
    assertEquals(probe.calls, []);
    await counter.add(4);
    assertEquals(probe.argsOf("add"), [[4]]);
    probe[Symbol.dispose]();
    await counter.add(5);
    assertEquals(probe.argsOf("add"), [[4]]);
  });

  Deno.test(`TestEngine.probe() sees who calls (wire ${wire})`, async () => {
    await using engine = testEngine({ wire, quiet: true });
    using rooms = engine.probe(RoomProxy);
    using members = engine.probe(MemberProxy);
    const ann = engine.getActor(MemberProxy, "ann");
    await ann.enter("lobby");
    await engine.getActor(MemberProxy, "bob").say("lobby", "hi");
    await engine.settled();
    assertEquals(
      rooms.calls.map(({ actor, method, caller }) =>
        `${caller?.id} ${actor.id}.${method}`
      ),
      ["ann lobby.lines", "bob lobby.say"],
    );
    assertEquals(members.argsOf("hear"), [[{ from: "bob", text: "hi" }]]);
    const [heard] = members.callsOf("hear");
    assertEquals(heard?.caller, { type: "Room", id: "lobby" });
    assertEquals(members.argsOf("say"), [["lobby", "hi"]]);
  });
}

testPlay(
  "TestEngine.probe() keeps copies of what is given and returned",
  {
    a: {
      construct: () => {},
      ask: (_ctx, input) => {
        const list = input as number[];
        list.push(list.length);
        void pass(1).then(() => list.push(99));
        return list;
      },
    },
  },
  async ({ open }) => {
    await using engine = open();
    const probe = engine.probe(PuppetProxy, "a");
    await engine.getActor(PuppetProxy, "a").ask([7]);
    await pass(3);
    const [call] = probe.calls;
    assertEquals([call?.args, call?.result], [[[7]], [7, 1]]);
  },
);

testPlay(
  "TestEngine.probe() sees a call go on, and when it began",
  {
    a: {
      ask: async (ctx) => {
        await ctx.sleep(50);
        return "done";
      },
      async *stream() {
        yield 1;
      },
    },
  },
  async ({ open }) => {
    await using engine = open();
    const probe = engine.probe(PuppetProxy, "a");
    await engine.advance(10);
    engine.getActor(PuppetProxy, "a").ask(null);
    await engine.advance(49);
    const [call] = probe.callsOf("ask");
    assertEquals([call?.at, call?.outcome], [10, "running"]);
    await engine.advance(1);
    assertEquals([call?.outcome, call?.result], ["done", "done"]);
    await Array.fromAsync(engine.getActor(PuppetProxy, "a").stream(3));
    const [streamed] = probe.callsOf("stream");
    assertEquals([streamed?.args, streamed?.outcome], [[3], "done"]);
  },
);

testPlay(
  "TestEngine.probe() sees what interceptors refuse, and payloads of streams",
  { a: { tell: () => {} } },
  async ({ open }) => {
    await using engine = open({
      interceptors: [{
        incoming: (turn, next) => {
          if (turn.method === "ask") throw new Error("no questions");
          return next();
        },
      }],
    });
    const probe = engine.probe(PuppetProxy, "a");
    engine.getStream<unknown>("news").subscribe(
      newSubscriber("a", PuppetProxy.Method.tell),
    );
    await engine.getStream("news").next("fresh");
    await assertRejects(async () =>
      await engine.getActor(PuppetProxy, "a").ask(null)
    );
    assertEquals(
      probe.calls.map(({ method, args, outcome }) => [method, args, outcome]),
      [["tell", ["fresh"], "done"], ["ask", [null], "failed"]],
    );
    assertEquals(
      (probe.calls[1]?.error as Error).message,
      "no questions",
    );
  },
);
