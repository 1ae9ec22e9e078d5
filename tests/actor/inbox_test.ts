import { assertEquals } from "@std/assert";
import { type Dispatcher, Inbox } from "../../src/actor/inbox/inbox.ts";
import { defineActor, type Method } from "../../src/envelope/definition.ts";
import { CallReply } from "../../src/envelope/replies/call_reply.ts";
import type { Reply } from "../../src/envelope/reply.ts";
import type { Caller } from "../../src/envelope/target.ts";
import { Chance } from "../support/chance.ts";

/** Another seed makes other steps; the one of a failure repeats it. */
const SEED = 8_128;
const invoke = (): void => {};
const { methods } = defineActor({
  type: "Any",
  create: () => ({}),
  methods: {
    one: { payload: "value", invoke },
    two: { payload: "value", invoke },
  },
});
const caller: Caller = {
  isBusy: false,
  durability: null,
  asker: null,
  noteAwaited() {},
  type: { outgoing: [] },
  noteConsumed() {},
  noteTaken() {},
  actor: { type: "Any", id: "caller" },
  references: { find: () => undefined, add() {} },
  bind: (reference) => reference,
  resolve: () => {
    throw new Error("nothing to resolve");
  },
};

type Envelope = [Method, unknown, Reply | null, Caller | null];

/** Takes the oldest envelope of an inbox. */
function take(inbox: Inbox): Envelope {
  let taken: Envelope | undefined;
  const dispatcher: Dispatcher = {
    dispatch: (...envelope) => {
      taken = envelope;
      return false;
    },
  };
  assertEquals(inbox.shift(dispatcher), false);
  return taken!;
}

function makeEnvelope(chance: Chance, payload: number): Envelope {
  return [
    chance.pick([methods.one, methods.two]),
    payload,
    chance.pick([null, new CallReply()]),
    chance.pick([null, caller]),
  ];
}

function assertSame(actual: Envelope, expected: Envelope, seed: number): void {
  const isSame = actual.every((part, index) => part === expected[index]);
  assertEquals(isSame, true, `seed ${seed}, envelope ${expected[1]}`);
}

Deno.test("Inbox does what an array does when steps are random", () => {
  for (let seed = SEED; seed < SEED + 20; seed++) {
    const chance = new Chance(seed);
    // Several at once, for they share their free blocks.
    const inboxes = Array.from({ length: 4 }, () => new Inbox());
    const models = inboxes.map((): Envelope[] => []);
    let next = 0;
    for (let run = 0; run < 200; run++) {
      const index = chance.below(inboxes.length);
      const inbox = inboxes[index]!;
      const model = models[index]!;
      const isPushing = chance.below(2) === 0;
      // Around a block's 16 envelopes, often down to the last one.
      for (let left = chance.pick([1, 2, 15, 16, 17, 200]); left > 0; left--) {
        if (isPushing) {
          const envelope = makeEnvelope(chance, next++);
          inbox.push(...envelope);
          model.push(envelope);
        } else if (model.length > 0) {
          assertSame(take(inbox), model.shift()!, seed);
        }
        assertEquals(inbox.inboxLength, model.length, `seed ${seed}`);
        assertEquals(inbox.front, model[0]?.[0] ?? null, `seed ${seed}`);
      }
    }
    for (const [index, model] of models.entries()) {
      for (const envelope of model) {
        assertSame(take(inboxes[index]!), envelope, seed);
      }
    }
  }
});

Deno.test("Inbox.shift() says whether the next envelope may follow", () => {
  const inbox = new Inbox();
  const seen: unknown[] = [];
  const dispatcher: Dispatcher = {
    dispatch: (_method, payload) => {
      seen.push(payload);
      return payload !== 2;
    },
  };
  for (const payload of [1, 2, 3]) inbox.push(methods.one, payload, null, null);
  assertEquals([1, 2, 3].map(() => inbox.shift(dispatcher)), [
    true,
    false,
    true,
  ]);
  assertEquals(seen, [1, 2, 3]);
});

Deno.test("Inbox.shift() lets its dispatcher push", () => {
  const inbox = new Inbox();
  const seen: unknown[] = [];
  const dispatcher: Dispatcher = {
    dispatch: (method, payload) => {
      seen.push(payload);
      if ((payload as number) < 200) {
        inbox.push(method, (payload as number) + 1, null, null);
      }
      return true;
    },
  };
  inbox.push(methods.one, 0, null, null);
  while (inbox.inboxLength > 0) inbox.shift(dispatcher);
  assertEquals(seen, Array.from({ length: 201 }, (_, index) => index));
});
