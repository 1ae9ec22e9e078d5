import { assertEquals } from "@std/assert";
import { Engine } from "@backstage/actors";
import { SimulatedRuntime } from "@backstage/actors/testing";
import { MemberProxy } from "../../examples/generated/member_proxy.gen.ts";
import { RoomProxy } from "../../examples/generated/room_proxy.gen.ts";
import { testOnBothWires, testOutput } from "./example.ts";

testOutput("chat_room", [
  "Member/bob: ann says hello",
  "Member/ann: bob says hi, Ann",
  "Eve reads that ann said hello",
  "Eve reads that bob said hi, Ann",
  "Member/bob: eve says am I late?",
  "Room/lobby: closes after 3 lines",
  "still there: ann, bob, eve",
]);

testOnBothWires(
  "Member.hear() is told of each line once when it entered twice",
  async ({ engine, log }) => {
    const ann = engine.getActor(MemberProxy, "ann");
    const bob = engine.getActor(MemberProxy, "bob");
    for (const room of ["lobby", "lobby", "cellar"]) await ann.enter(room);
    await bob.say("lobby", "one");
    await bob.say("cellar", "two");
    await bob.say("attic", "three");
    await engine.run("once");
    assertEquals(log.toSorted(), [
      "Member/ann: bob says one",
      "Member/ann: bob says two",
    ]);
  },
);

for (const wire of ["auto", "always"] as const) {
  Deno.test(`Room closes when it is quiet, with wire "${wire}"`, async () => {
    const runtime = new SimulatedRuntime({ seed: 5 });
    const logger = { debug() {}, info() {}, warn() {}, error() {} };
    await using engine = new Engine({ wire, runtime, logger });
    const room = engine.getActor(RoomProxy, "lobby");
    const line = { from: "ann", text: "hello" };
    for (let count = 1; count <= 3; count++) {
      await room.say(line);
      await runtime.advance(249);
      assertEquals((await room.lines()).length, count);
    }
    await runtime.advance(1);
    assertEquals(engine.snapshot().actors, []);
    // Its members stay subscribed, and the next line opens it afresh.
    await room.say(line);
    assertEquals(await room.lines(), [line]);
  });
}
