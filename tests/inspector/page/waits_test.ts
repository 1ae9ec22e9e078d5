import { assertEquals } from "@std/assert";
import type { GraphWait } from "../../../src/inspector/wire/protocol.ts";
import {
  findCircle,
  isLongWait,
} from "../../../src/inspector/page/model/waits.ts";

function wait(from: string, to: string, isDeadlock: boolean): GraphWait {
  const [one, other] = [from, to].map((id) => ({ type: "A", id }));
  return { from: one!, to: other!, method: "ask", ms: 1, isDeadlock };
}

Deno.test("findCircle() follows a circle once around", () => {
  const waits = [
    wait("a", "b", true),
    wait("b", "a", true),
    wait("x", "a", false),
  ];
  assertEquals(findCircle(waits).map(({ id }) => id), ["a", "b"]);
  assertEquals(findCircle([wait("self", "self", true)]).length, 1);
  assertEquals(findCircle([wait("x", "y", false)]), []);
  assertEquals(findCircle([]), []);
});

Deno.test("I6: isLongWait() leaves ordinary awaits alone", () => {
  const isDeadlock = false;
  assertEquals(isLongWait({ ms: null, isDeadlock }), false);
  assertEquals(isLongWait({ ms: 0, isDeadlock }), false);
  assertEquals(isLongWait({ ms: 999, isDeadlock }), false);
  assertEquals(isLongWait({ ms: 1_000, isDeadlock }), true);
  assertEquals(isLongWait({ ms: 0, isDeadlock: true }), true);
});
