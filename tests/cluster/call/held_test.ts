import { SimulatedRuntime } from "@backstage/actors/testing";
import { assertEquals } from "@std/assert";
import { MAX_HELD_CALLS } from "../../../src/base/cluster_limits.ts";
import type { CallError } from "../../../src/base/errors.ts";
import { MadeTurns } from "../../../src/cluster/call/made_turns.ts";
import { OutgoingCalls } from "../../../src/cluster/call/outgoing_calls.ts";
import { CALL_HEAD_BYTES } from "../../../src/cluster/frame/call_head.ts";
import { UNOWNED } from "../../../src/codec/reference/reference.ts";
import { CallReply } from "../../../src/envelope/replies/call_reply.ts";
import { PuppetProxy } from "../../cast/generated/puppet_proxy.gen.ts";

Deno.test("OutgoingCalls.add() refuses too many for an actor", async () => {
  const runtime = new SimulatedRuntime({ seed: 1 });
  const sent: number[] = [];
  const calls = new OutgoingCalls({
    runtime,
    turns: new MadeTurns(),
    fail: () => {},
    findServer: () => "node",
    findRefusal: () => null,
    post: () => sent.push(1),
    isFull: () => false,
    noteSent: () => {},
    noteAwaiting: () => {},
  });
  const method = PuppetProxy.definition.methods["ask"]!;
  const add = () => {
    const lane = calls.lanes.open({ type: "Puppet", id: "x" }, 1);
    return calls.add({
      ...{ lane, method, caller: null, arrival: UNOWNED },
      reply: new CallReply(null, method),
      message: new Uint8Array(CALL_HEAD_BYTES),
    });
  };
  add();
  add();
  await runtime.advance(1);
  // One of them is sent back: those behind wait until the other is, too.
  const [first] = [...calls];
  calls.sendAgain(first!);
  for (let left = MAX_HELD_CALLS - 1; left > 0; left--) {
    assertEquals(add(), undefined);
  }
  const refusal = add() as CallError;
  assertEquals([refusal.code, refusal.outcome], ["node-full", "not-run"]);
  calls.close(null);
});
