import { assertEquals } from "@std/assert";
import { AnswerLine } from "../../../src/cluster/call/answer_line.ts";
import {
  IncomingOthers,
  type OthersHost,
} from "../../../src/cluster/call/incoming_others.ts";

Deno.test("IncomingOthers.size counts what is not answered yet", async () => {
  const done = Promise.withResolvers<void>();
  let answered = 0;
  const line = new AnswerLine(() => ++answered);
  const host = { operate: () => done.promise } as Partial<OthersHost>;
  const others = new IncomingOthers(host as OthersHost, line);
  const actor = { type: "Puppet", id: "p" };
  const method = "backstage:poison";
  const frame = { kind: "call", actor, method, payload: null } as const;
  others.operate("one-1", 1, frame, null as never, null);
  assertEquals([others.size, answered], [1, 0]);
  done.resolve();
  await done.promise;
  assertEquals([others.size, answered], [0, 1]);
});
