import {
  CallError,
  ExpectedError,
  IdempotencyConflictError,
} from "@backstage/actors";
import {
  assertEquals,
  assertInstanceOf,
  assertMatch,
  assertRejects,
} from "@std/assert";
import { takings } from "../cast/courier.ts";
import { CourierProxy } from "../cast/generated/courier_proxy.gen.ts";
import { testEverywhere, testOnBothWires } from "../support/stage.ts";
import { Office } from "./couriers.ts";

const DAY_MS = 24 * 3_600_000;

function keyed(office: Office, idempotencyKey: string): CourierProxy {
  return office.get("ann").with({ idempotencyKey });
}

testEverywhere(
  "promise 21: calls under one key have one effect and one answer",
  async (stage) => {
    const office = new Office(stage);
    const answers = await office.ask(Promise.all([
      keyed(office, "k").pay(5, "a"),
      keyed(office, "k").pay(5, "a"),
      keyed(office, "l").pay(5, "a"),
      keyed(office, "k").pay(5, "a"),
    ]));
    assertEquals(answers.map(({ count }) => count), [1, 1, 2, 1]);
    assertEquals(await office.taken("ann"), [5, 5]);
    assertEquals(await office.ask(office.get("ann").runs()), 2);
  },
);

testEverywhere(
  "promise 21: an answer under a key survives a crash",
  async (stage) => {
    let office = new Office(stage);
    const first = await office.ask(keyed(office, "k").pay(5, "a"));
    office = office.crash();
    await office.ask(office.get("ann").pay(7, "b"));
    assertEquals(await office.ask(keyed(office, "k").pay(5, "a")), first);
    assertEquals(await office.taken("ann"), [5, 7]);
    office = await office.restart();
    assertEquals(await office.ask(keyed(office, "k").pay(5, "a")), first);
    assertEquals(await office.taken("ann"), [5, 7]);
  },
);

testEverywhere(
  "promise 21: a turn that changes no state is answered once, too",
  async (stage) => {
    let office = new Office(stage);
    const first = await office.ask(keyed(office, "k").look("a"));
    office = office.crash();
    await office.ask(office.get("ann").look("b"));
    assertEquals(await office.ask(keyed(office, "k").look("a")), first);
    assertEquals(await office.ask(office.get("ann").runs()), 1);
  },
);

testEverywhere(
  "promise 21: a refusal on purpose is an answer, a failure is none",
  async (stage) => {
    let office = new Office(stage);
    const refused = await office.askError(keyed(office, "k").pay(-1, "a"));
    const failed = await office.askError(keyed(office, "l").pay(1, "broken"));
    assertInstanceOf(refused, ExpectedError);
    assertEquals(failed.message, "it is broken");
    office = office.crash();
    const again = await office.askError(keyed(office, "k").pay(-1, "a"));
    assertInstanceOf(again, ExpectedError);
    assertEquals(
      [again.message, again.code, again.details],
      [refused.message, refused.code, refused.details],
    );
    assertEquals(await office.ask(office.get("ann").runs()), 0);
    await office.askError(keyed(office, "l").pay(1, "broken"));
    assertEquals(await office.ask(office.get("ann").runs()), 1);
  },
);

testEverywhere(
  "IdempotencyConflictError is thrown when a key has another payload",
  async (stage) => {
    let office = new Office(stage);
    await office.ask(keyed(office, "k").pay(5, "secret"));
    for (const next of [office, office.crash()]) {
      office = next;
      const error = await office.askError(keyed(office, "k").pay(6, "b"));
      assertInstanceOf(error, IdempotencyConflictError);
      assertEquals([error.code, error.outcome], [
        "idempotency-conflict",
        "not-run",
      ]);
      assertEquals(
        error.message,
        'Cannot call "Courier/ann".pay: its idempotency key was used with ' +
          "another payload",
      );
    }
    assertEquals(await office.ask(keyed(office, "k").look("a")), {
      runs: 1,
      note: "a",
    });
    assertEquals(await office.taken("ann"), [5]);
  },
);

testEverywhere(
  "A second call under a key joins the first while that runs",
  async (stage) => {
    const office = new Office(stage);
    const calls = [1, 2, 3].map(() => keyed(office, "k").paySlowly(5, 50));
    assertEquals(await office.ask(Promise.all(calls)), [1, 1, 1]);
    assertEquals(await office.taken("ann"), [5]);
  },
);

testOnBothWires(
  "A caller that gave up gets the answer when it calls again",
  async (stage) => {
    const office = new Office(stage);
    await office.read("ann");
    const hasty = keyed(office, "k").with({ timeoutMs: 10 });
    const error = await office.askError(hasty.paySlowly(5, 500));
    assertEquals((error as CallError).outcome, "unknown");
    assertEquals(await office.ask(keyed(office, "k").paySlowly(5, 500)), 1);
    assertEquals(await office.taken("ann"), [5]);
  },
);

testOnBothWires(
  "An answer is forgotten after a day, or what the class says",
  async (stage) => {
    const office = new Office(stage);
    const time = stage.simulated!;
    await office.ask(keyed(office, "k").pay(5, "a"));
    await time.advance(DAY_MS - 1_000);
    await office.ask(keyed(office, "k").pay(5, "a"));
    assertEquals(await office.taken("ann"), [5]);
    await time.advance(1_000);
    await office.ask(keyed(office, "k").pay(5, "a"));
    assertEquals(await office.taken("ann"), [5, 5]);
    const brief = new Office(stage, undefined, { keepAnswersMs: 5_000 });
    await brief.ask(keyed(brief, "k").pay(5, "a"));
    await time.advance(4_000);
    await brief.ask(keyed(brief, "k").pay(5, "a"));
    assertEquals(await brief.taken("ann"), [5]);
    await time.advance(1_000);
    await brief.ask(keyed(brief, "k").pay(6, "b"));
    assertEquals(await brief.taken("ann"), [5, 6]);
  },
);

testEverywhere(
  "A call under a key that waits when its actor is poisoned does not run",
  async (stage) => {
    const office = new Office(stage);
    await office.read("ann");
    office.store.hold();
    const slow = keyed(office, "k").pay(5, "a");
    const poisoned = office.engine.poisonPill(CourierProxy, "ann");
    const behind = keyed(office, "l").pay(7, "b").catch((error) => error);
    await new Promise<void>((resolve) => void setTimeout(resolve, 0));
    office.store.release();
    await office.ask(Promise.all([slow, poisoned, behind]));
    assertEquals((await behind as CallError).code, "poisoned");
    assertEquals(await office.taken("ann"), [5]);
  },
);

testOnBothWires(
  "A call under a key that runs out of time while it is looked up never runs",
  async (stage) => {
    const office = new Office(stage);
    await office.read("ann");
    office.store.hold();
    const hasty = keyed(office, "k").with({ timeoutMs: 10 });
    const call = hasty.pay(5, "a").catch((error) => error);
    await stage.simulated!.advance(20);
    const error = await office.ask(call);
    assertEquals([error.code, error.outcome], ["timeout", "not-run"]);
    office.store.release();
    await office.arrive();
    assertEquals(await office.taken("ann"), []);
    await office.ask(keyed(office, "k").pay(5, "a"));
    assertEquals(await office.taken("ann"), [5]);
  },
);

testEverywhere(
  "A call under a key does not run when its row cannot be read",
  async (stage) => {
    const office = new Office(stage);
    await office.read("ann");
    office.store.faults.strike("store:failed-read");
    const error = await office.askError(keyed(office, "k").pay(5, "a"));
    assertEquals((error as CallError).outcome, "not-run");
    assertMatch(error.message, /whether it has run is not known/);
    await office.ask(keyed(office, "k").pay(5, "a"));
    assertEquals(await office.taken("ann"), [5]);
  },
);

testEverywhere(
  "A send under a key, and a call under it, have one effect",
  async (stage) => {
    const office = new Office(stage);
    await office.ask(office.get("bob").sendKeyed("ann", 5, "k"));
    await office.ask(office.get("bob").sendKeyed("ann", 5, "k"));
    await office.arrive();
    assertEquals(await office.ask(keyed(office, "k").pay(5, "sent")), {
      count: 1,
      note: "sent",
    });
    assertEquals(await office.taken("ann"), [5]);
  },
);

testEverywhere(
  "A durable actor calls another under a key",
  async (stage) => {
    const office = new Office(stage);
    const bob = office.get("bob");
    assertEquals(await office.ask(bob.payBy("ann", 5, "k")), 1);
    assertEquals(await office.ask(bob.payBy("ann", 5, "k")), 1);
    assertEquals(await office.taken("ann"), [5]);
  },
);

testOnBothWires(
  "A call under a key that its caller gave up is answered all the same",
  async (stage) => {
    const office = new Office(stage);
    await office.read("ann");
    let runs = 0;
    takings.set("ann", () => void runs++);
    const hasty = keyed(office, "k").with({ timeoutMs: 5 });
    office.store.hold();
    const call = hasty.take(1).catch((error) => error);
    await stage.simulated!.advance(10);
    office.store.release();
    await office.ask(call);
    await office.ask(keyed(office, "k").take(1));
    takings.clear();
    assertEquals([runs, await office.taken("ann")], [1, [1]]);
  },
);

testEverywhere(
  "An actor that erases itself forgets its answers, but for that turn's",
  async (stage) => {
    const office = new Office(stage);
    await office.ask(keyed(office, "k").pay(5, "a"));
    await office.ask(keyed(office, "e").erase());
    assertEquals(await office.ask(keyed(office, "k").pay(6, "b")), {
      count: 1,
      note: "b",
    });
    await office.ask(keyed(office, "e").erase());
    assertEquals(await office.taken("ann"), [6]);
    const ann = { type: "Courier", id: "ann" };
    const rows = await office.ask(office.store.listRows(ann, { limit: 9 }));
    assertEquals(rows.map(({ key }) => key), ["3:payk", "5:erasee"]);
  },
);

testEverywhere(
  "An actor whose turns left rows alone has a record by which it is listed",
  async (stage) => {
    const office = new Office(stage);
    await office.ask(keyed(office, "k").look("a"));
    const listed = await stage.finish(office.store.list({ limit: 10 }));
    assertEquals(listed.map(({ actor }) => actor), [
      { type: "Courier", id: "ann" },
    ]);
  },
);

testEverywhere(
  "A turn under a key fails when its answer is too large to be kept",
  async (stage) => {
    const office = new Office(stage, undefined, { maxRecordBytes: 5_000 });
    const error = await office.askError(keyed(office, "k").tellAtLength(6_000));
    assertEquals(error.name, "RecordTooLargeError");
    assertMatch(
      error.message,
      /the answer of tellAtLength: it has 60\d\d bytes/,
    );
    assertEquals(await office.ask(office.get("ann").counted()), 0);
    await office.ask(office.get("ann").tellAtLength(6_000));
    await office.ask(keyed(office, "k").tellAtLength(4_000));
    assertEquals(await office.ask(office.get("ann").counted()), 2);
  },
);

testEverywhere(
  "A refusal that is kept under a key has no stack of the code that made it",
  async (stage) => {
    const office = new Office(stage);
    const refused = () => keyed(office, "k").pay(-1, "debt");
    await office.ask(assertRejects(refused, ExpectedError));
    const [row] = await stage.finish(
      office.store.listRows({ type: "Courier", id: "ann" }, { limit: 1 }),
    );
    assertEquals(new TextDecoder().decode(row!.bytes).includes("at "), false);
    const again = await office.ask(assertRejects(refused, ExpectedError));
    assertEquals(again.stack, "ExpectedError: debt is refused");
  },
);
