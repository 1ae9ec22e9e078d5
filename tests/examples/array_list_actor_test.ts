import { assertEquals, assertInstanceOf } from "@std/assert";
import { MemberList } from "../../examples/array_list_actor.ts";
import { GuestListProxy } from "../../examples/generated/guest_list_proxy.gen.ts";
import { testOnBothWires, testOutput } from "./example.ts";

const ann = { name: "Ann", age: 25 };
const bob = { name: "Bob", age: 30 };

testOutput("array_list_actor", [
  "Members: 1",
  "Members: 3",
  'Oldest: { name: "Eve", age: 41 }',
  "Copy: 2 List: 3",
  'Removed: { name: "Bob", age: 30 }',
  "Removed: undefined",
  'List: [ "Ann", "Eve" ]',
]);

testOnBothWires(
  "GuestList.add() takes none, one or several when its parameter is a rest",
  async ({ engine }) => {
    const list = engine.getActor(GuestListProxy, "party");
    assertEquals(await list.add(), 0);
    assertEquals(await list.add(ann), 1);
    assertEquals(await list.add(bob, ann), 3);
    assertEquals((await list.members()).names(), ["Ann", "Bob", "Ann"]);
  },
);

testOnBothWires(
  "GuestList.remove() returns the member, or nothing when there is none",
  async ({ engine }) => {
    const list = engine.getActor(GuestListProxy, "party");
    list.add(ann, bob);
    assertEquals(await list.remove("Ann"), ann);
    assertEquals(await list.remove("Ann"), undefined);
    assertEquals((await list.members()).names(), ["Bob"]);
  },
);

testOnBothWires(
  "GuestList.members() returns a copy when the list is changed, either way",
  async ({ engine }) => {
    const list = engine.getActor(GuestListProxy, "party");
    const given = { ...ann };
    list.add(given);
    given.age = 99;
    const members = await list.members();
    assertInstanceOf(members, MemberList);
    assertEquals(members.oldest(), ann);

    members.remove("Ann");
    assertEquals((await list.members()).oldest(), ann);
    const before = await list.members();
    await list.add(bob);
    assertEquals(before.names(), ["Ann"]);
  },
);
