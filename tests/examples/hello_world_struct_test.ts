import { assertEquals } from "@std/assert";
import { ReceptionistProxy } from "../../examples/generated/receptionist_proxy.gen.ts";
import type { Guest } from "../../examples/hello_world_struct.ts";
import { testOnBothWires, testOutput } from "./example.ts";

testOutput("hello_world_struct", [
  '{ text: "Buenos días, Ann!", visit: 1 }',
  '{ text: "Buenos días, Dr. Lee!", visit: 2 }',
]);

testOnBothWires(
  "Receptionist.welcome() returns a struct when called with one",
  async ({ engine }) => {
    const lobby = engine.getActor(ReceptionistProxy, "lobby");
    const guest: Guest = {
      name: { first: "Bob", last: "Ray" },
      language: "de",
    };
    assertEquals(await lobby.welcome(guest), {
      text: "Guten Tag, Bob!",
      visit: 1,
    });
    assertEquals(await lobby.welcome({ ...guest, title: "Prof." }), {
      text: "Guten Tag, Prof. Ray!",
      visit: 2,
    });
  },
);

testOnBothWires(
  "Receptionist.welcome() sees the struct of the call when it changed since",
  async ({ engine }) => {
    const lobby = engine.getActor(ReceptionistProxy, "lobby");
    const guest: Guest = {
      name: { first: "Bob", last: "Ray" },
      language: "en",
    };
    const welcome = lobby.welcome(guest);
    guest.name.first = "Eve";
    assertEquals((await welcome).text, "Hello, Bob!");
  },
);
