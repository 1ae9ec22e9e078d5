import { assertEquals } from "@std/assert";
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

testOnBothWires(
  "Room closes when it is quiet",
  async ({ engine, log }) => {
    const room = engine.getActor(RoomProxy, "lobby");
    const line = { from: "ann", text: "hello" };
    for (let count = 1; count <= 3; count++) {
      await room.say(line);
      await engine.advance(249);
      assertEquals((await room.lines()).length, count);
    }
    const { at, reason } = await engine.eventually("deactivated", room);
    assertEquals([at, reason], [3 * 249 + 1, "poison"]);
    assertEquals(log, ["Room/lobby: closes after 3 lines"]);
    // Its members stay subscribed, and the next line opens it afresh.
    await room.say(line);
    assertEquals(await room.lines(), [line]);
  },
);
