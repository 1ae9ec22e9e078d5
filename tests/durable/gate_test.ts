import { assertEquals, assertThrows } from "@std/assert";
import { Gate } from "../../src/actor/durable/gate/gate.ts";
import type { Held } from "../../src/envelope/target.ts";

/** Makes what notes that it leaves, or is dropped, and maybe throws. */
function hold(name: string, seen: string[], throws = false): Held {
  return {
    answers: null,
    release: () => {
      seen.push(name);
      if (throws) throw new Error(name);
    },
    drop: () => void seen.push(`no ${name}`),
  };
}

Deno.test("Gate.release() keeps the order of what comes meanwhile", () => {
  const gate = new Gate();
  const seen: string[] = [];
  gate.close();
  gate.pass({
    ...hold("a", seen),
    release: () => {
      seen.push("a");
      gate.pass(hold("c", seen));
    },
  });
  gate.pass(hold("b", seen));
  gate.beginCommit();
  gate.endCommit();
  gate.release();
  assertEquals(seen, ["a", "b", "c"]);
});

Deno.test("Gate.release() lets all others leave when one throws", () => {
  const gate = new Gate();
  const seen: string[] = [];
  gate.close();
  for (const name of ["a", "bad", "c"]) {
    gate.pass(hold(name, seen, name === "bad"));
  }
  gate.beginCommit();
  gate.endCommit();
  assertThrows(() => gate.release(), Error, "bad");
  assertEquals(seen, ["a", "bad", "c"]);
  assertEquals(gate.isOpen, true);
});

Deno.test("Gate.drop() drops what waits for any commit", () => {
  const gate = new Gate();
  const seen: string[] = [];
  gate.close();
  gate.pass(hold("a", seen));
  gate.beginCommit();
  gate.close();
  gate.pass(hold("b", seen));
  gate.drop();
  assertEquals(seen, ["no a", "no b"]);
  gate.pass(hold("c", seen));
  assertEquals(seen.at(-1), "c");
});
