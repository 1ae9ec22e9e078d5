import { assertEquals } from "@std/assert";
import { Answers } from "../../../src/cluster/call/answers.ts";
import { UNOWNED } from "../../../src/codec/reference/reference.ts";
import {
  HEAD_BYTES,
  makeFramed,
  MESSAGES,
  writeHead,
} from "../../../src/cluster/frame/message.ts";
import { PuppetProxy } from "../../cast/generated/puppet_proxy.gen.ts";

Deno.test("Answers.takeReply() fails a call that has no answer in it", () => {
  const failures: unknown[] = [];
  const reply = {
    isOver: false,
    once: null,
    settle: () => failures.push("settled"),
    fail: (error: { outcome: string }) => failures.push(error.outcome),
  };
  const lane = { actor: { type: "Puppet", id: "p" } };
  const method = PuppetProxy.definition.methods["ask"];
  const call = { reply, lane, method, arrival: UNOWNED, end: null };
  let finished = 0;
  const calls = { find: () => call, finish: () => finished++ };
  const callHost = { reportIfUnawaited: () => {} };
  const host = { callHost, openLine: () => null };
  const answers = new Answers(calls as never, host as never);
  const frame = { kind: "credit", credit: 1 } as const;
  const message = makeFramed(HEAD_BYTES, frame, UNOWNED);
  writeHead(message, MESSAGES.reply, 1);
  answers.takeReply("two-1", message);
  assertEquals([finished, failures], [1, ["unknown"]]);
});
