import { assertEquals } from "@std/assert";
import { GuestListProxy } from "../../examples/generated/guest_list_proxy.gen.ts";
import { testOnBothWires, testOutput } from "./example.ts";

const ann = { name: "Ann", age: 25 };
const bob = { name: "Bob", age: 30 };

testOutput("array_list_actor", [
  "Members: 1",
  "Members: 3",
  "Copy: 2 List: 3",
  'Removed: { name: "Bob", age: 30 }',
  "Removed: undefined",
  'List: [ { name: "Ann", age: 25 }, { name: "Eve", age: 41 } ]',
]);

testOnBothWires(
  "GuestList.add() takes none, one or several when its parameter is a rest",
  async ({ engine }) => {
    const list = engine.getActor(GuestListProxy, "party");
    assertEquals(await list.add(), 0);
    assertEquals(await list.add(ann), 1);
    assertEquals(await list.add(bob, ann), 3);
    assertEquals(await list.members(), [ann, bob, ann]);
  },
);

testOnBothWires(
  "GuestList.remove() returns the member, or nothing when there is none",
  async ({ engine }) => {
    const list = engine.getActor(GuestListProxy, "party");
    list.add(ann, bob);
    assertEquals(await list.remove("Ann"), ann);
    assertEquals(await list.remove("Ann"), undefined);
    assertEquals(await list.members(), [bob]);
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
    assertEquals(members, [ann]);

    members.pop();
    assertEquals(await list.members(), [ann]);
    const before = await list.members();
    await list.add(bob);
    assertEquals(before, [ann]);
  },
);
