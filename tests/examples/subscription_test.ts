import { cron } from "@backstage/actors/cron";
import {
  memoryStore,
  type TestEngine,
  testEngine,
} from "@backstage/actors/testing";
import { assertEquals } from "@std/assert";
import { MailroomProxy } from "../../examples/generated/mailroom_proxy.gen.ts";
import { SubscriptionProxy } from "../../examples/generated/subscription_proxy.gen.ts";
import { testOutput } from "./example.ts";

testOutput("subscription", [
  "2027-02-01T08:00 ann: bill 1, 900",
  "2027-03-01T08:00 ann: bill 2, 900",
  "2027-04-01T07:00 ann: bill 3, 900",
]);

const DAY_MS = 24 * 3_600_000;
const actors = [SubscriptionProxy, MailroomProxy];

function open(store = memoryStore(), startMs = Date.UTC(2027, 0, 15)) {
  return testEngine({ store, actors, cron, startMs });
}

async function readLetters(engine: TestEngine): Promise<readonly string[]> {
  return await engine.getActor(MailroomProxy, "main").sent();
}

Deno.test("Subscription.bill() comes at nine in Berlin, all year", async () => {
  await using engine = open();
  await engine.getActor(SubscriptionProxy, "ann").start(900);
  await engine.advance(365 * DAY_MS);
  assertEquals(await readLetters(engine), [
    "2027-02-01T08:00 ann: bill 1, 900",
    "2027-03-01T08:00 ann: bill 2, 900",
    "2027-04-01T07:00 ann: bill 3, 900",
    "2027-05-01T07:00 ann: bill 4, 900",
    "2027-06-01T07:00 ann: bill 5, 900",
    "2027-07-01T07:00 ann: bill 6, 900",
    "2027-08-01T07:00 ann: bill 7, 900",
    "2027-09-01T07:00 ann: bill 8, 900",
    "2027-10-01T07:00 ann: bill 9, 900",
    "2027-11-01T08:00 ann: bill 10, 900",
    "2027-12-01T08:00 ann: bill 11, 900",
    "2028-01-01T08:00 ann: bill 12, 900",
  ]);
});

Deno.test("Subscription.bill() makes up for months without it", async () => {
  const store = memoryStore();
  const engine = open(store);
  await engine.getActor(SubscriptionProxy, "ann").start(900);
  // It crashes on the day, and is begun again 100 days later.
  await engine.advance(17 * DAY_MS);
  await using next = open(store.crash(), engine.now() + 100 * DAY_MS);
  await next.advance(1_000);
  assertEquals(await readLetters(next), [
    "2027-05-12T00:00 ann: bill 1, 900",
    "2027-05-12T00:00 ann: bill 2, 900",
    "2027-05-12T00:00 ann: bill 3, 900",
    "2027-05-12T00:00 ann: bill 4, 900",
  ]);
});

Deno.test("Subscription.start() again changes the amount alone", async () => {
  await using engine = open();
  const ann = engine.getActor(SubscriptionProxy, "ann");
  await ann.start(900);
  const dueAt = await ann.dueAt();
  assertEquals(dueAt, Date.UTC(2027, 1, 1, 8));
  await ann.start(1_200);
  assertEquals(await ann.dueAt(), dueAt);
  await engine.advance(20 * DAY_MS);
  await ann.cancel();
  assertEquals(await ann.dueAt(), null);
  await engine.advance(365 * DAY_MS);
  assertEquals(
    await readLetters(engine),
    ["2027-02-01T08:00 ann: bill 1, 1200"],
  );
});
