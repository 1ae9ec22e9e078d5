import { assertEquals } from "@std/assert";
import { ParkedCalls } from "../../../src/cluster/call/parked_calls.ts";
import { makeBare, MESSAGES } from "../../../src/cluster/frame/message.ts";

const call = (node: string, id: number) => ({
  node,
  message: makeBare(MESSAGES.call, id),
  body: null,
});

Deno.test("ParkedCalls.forget() drops the calls of a node alone", () => {
  const parked = new ParkedCalls();
  const kept = call("two-1", 1);
  parked.add(3, call("one-1", 1));
  parked.add(3, kept);
  parked.add(4, call("one-1", 2));
  parked.forget("one-1");
  assertEquals(parked.shards, [3]);
  assertEquals(parked.take(3), [kept]);
  assertEquals(parked.take(4), []);
});
