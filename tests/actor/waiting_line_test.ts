import { assertEquals } from "@std/assert";
import {
  type WaitingEnvelope,
  WaitingLine,
} from "../../src/actor/inbox/waiting_line.ts";
import { CallReply } from "../../src/envelope/replies/call_reply.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";

/** Counts how often a line asks whether a call is given up. */
class Looks {
  count = 0;

  envelope(isGivenUp = false): WaitingEnvelope {
    const method = PuppetProxy.definition.methods["ask"]!;
    const note = (): boolean => {
      this.count++;
      return isGivenUp;
    };
    const reply = new class extends CallReply<unknown> {
      override get isGivenUp(): boolean {
        return note();
      }

      override get isAwaited(): boolean {
        return true;
      }
    }({ caller: null } as never, method);
    return { method, payload: null, reply, caller: null };
  }
}

function fill(count: number, isGivenUp = false): [WaitingLine, Looks] {
  const line = new WaitingLine();
  const looks = new Looks();
  for (let at = 0; at < count; at++) line.add(looks.envelope(isGivenUp));
  return [line, looks];
}

Deno.test("`WaitingLine.next` looks once at each place of a long line", () => {
  const [line, looks] = fill(1_000);
  let accepted = 0;
  for (let next = line.next; next !== null; next = line.next) {
    line.delete(next.reply.origin);
    accepted++;
  }
  assertEquals({ accepted, looks: looks.count }, {
    accepted: 1_000,
    looks: 1_000,
  });
});

Deno.test("`WaitingLine.next` skips those that were given up, once", () => {
  const [line, looks] = fill(1_000, true);
  assertEquals(line.next, null);
  assertEquals([line.size, looks.count], [0, 1_000]);
});

Deno.test("`WaitingLine.next` finds what joins an empty line", () => {
  const [line, looks] = fill(1);
  line.delete(line.next!.reply.origin);
  assertEquals(line.next, null);
  const late = looks.envelope();
  line.add(late);
  assertEquals(line.next, late);
});

Deno.test("`WaitingLine.delete()` makes room wherever the call waits", () => {
  const line = new WaitingLine();
  const looks = new Looks();
  const envelopes = [1, 2, 3].map(() => looks.envelope());
  for (const envelope of envelopes) line.add(envelope);
  assertEquals(line.next, envelopes[0]);
  line.delete(envelopes[1]!.reply.origin);
  line.delete(envelopes[0]!.reply.origin);
  assertEquals([line.size, line.next], [1, envelopes[2]]);
});
