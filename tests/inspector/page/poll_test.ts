import { assertEquals } from "@std/assert";
import { type Answer, Poll } from "../../../src/inspector/page/link/poll.ts";
import { FakeClock } from "./fake_clock.ts";

/** A poll whose answers a test gives by hand. */
function createPoll(periodMs: () => number | undefined = () => 250) {
  const clock = new FakeClock();
  const asked: PromiseWithResolvers<Answer<string>>[] = [];
  const seen: string[] = [];
  const poll = new Poll<string>({
    clock,
    ask: () => {
      const one = Promise.withResolvers<Answer<string>>();
      asked.push(one);
      return one.promise;
    },
    show: ({ body }) => seen.push(body),
    fail: ({ message }) => seen.push(`failed: ${message}`),
    periodMs,
  });
  const answer = async (body: string) => {
    asked.at(-1)?.resolve({ at: 0, body });
    await settle();
  };
  return { clock, poll, asked, seen, answer };
}

/** Lets what waits for a settled promise run. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await Promise.resolve();
}

Deno.test("Poll.hurry() asks again a period after each answer", async () => {
  const { clock, poll, asked, seen, answer } = createPoll();
  poll.hurry();
  assertEquals([asked.length, clock.pending], [1, 0]);
  await answer("one");
  clock.advance(249);
  assertEquals(asked.length, 1);
  clock.advance(1);
  assertEquals(asked.length, 2);
  await answer("two");
  assertEquals(seen, ["one", "two"]);
  poll.stop();
});

Deno.test("Poll.hurry() has one ask outstanding at most", async () => {
  const { clock, poll, asked, answer } = createPoll();
  poll.hurry();
  poll.hurry();
  poll.hurry();
  clock.advance(10_000);
  assertEquals(asked.length, 1);
  await answer("one");
  assertEquals([asked.length, clock.pending], [2, 0]);
  await answer("two");
  assertEquals([asked.length, clock.pending], [2, 1]);
  poll.stop();
});

Deno.test("Poll.hurry() does not wait for the period", async () => {
  const { clock, poll, asked, answer } = createPoll();
  poll.hurry();
  await answer("one");
  poll.hurry();
  assertEquals([asked.length, clock.pending], [2, 0]);
  poll.stop();
});

Deno.test("Poll.hurry() goes on after a failure", async () => {
  const { clock, poll, asked, seen } = createPoll();
  poll.hurry();
  asked[0]?.reject(new Error("no such actor"));
  await settle();
  clock.advance(250);
  assertEquals([asked.length, seen], [2, ["failed: no such actor"]]);
  poll.stop();
});

Deno.test("Poll.hurry() rests while there is no period", async () => {
  const { clock, poll, asked, answer } = createPoll(() => undefined);
  poll.hurry();
  await answer("one");
  clock.advance(60_000);
  assertEquals([asked.length, clock.pending], [1, 0]);
  poll.hurry();
  assertEquals(asked.length, 2);
  poll.stop();
});

Deno.test("Poll.stop() shows nothing more and asks nothing more", async () => {
  const { clock, poll, asked, seen, answer } = createPoll();
  poll.hurry();
  poll.stop();
  await answer("late");
  clock.advance(60_000);
  poll.hurry();
  assertEquals([asked.length, seen, clock.pending], [1, [], 0]);
});
