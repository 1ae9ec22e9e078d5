import { CallError } from "@backstage/actors";
import { assertEquals, assertMatch } from "@std/assert";
import { takings } from "../cast/courier.ts";
import { CourierProxy } from "../cast/generated/courier_proxy.gen.ts";
import { RecorderProxy } from "../cast/generated/recorder_proxy.gen.ts";
import { decodeRecord } from "../../src/store/record_codec.ts";
import { RoundCourierProxy } from "../cast/generated/round_courier_proxy.gen.ts";
import { testEverywhere, testOnBothWires } from "../support/stage.ts";
import { Office } from "./couriers.ts";

testEverywhere(
  "promise 20: sends between durable actors arrive once, in order",
  async (stage) => {
    const office = new Office(stage);
    await office.ask(office.get("ann").send(["bob", "cid"], [1, 2, 3, 4, 5]));
    await office.arrive();
    assertEquals(await office.taken("bob"), [1, 3, 5]);
    assertEquals(await office.taken("cid"), [2, 4]);
    assertEquals((await office.read("ann")).sent, 5);
  },
);

testEverywhere(
  "promise 20: nothing of a turn that throws is sent",
  async (stage) => {
    const office = new Office(stage);
    const ann = office.get("ann");
    await office.askError(ann.fail("bob", 1));
    await office.askError(ann.refuse("bob", 2));
    await office.ask(ann.pass("bob", [3]));
    await office.arrive();
    assertEquals(await office.taken("bob"), [3]);
  },
);

testEverywhere(
  "promise 20: what was sent survives a crash of either end",
  async (stage) => {
    let office = new Office(stage);
    await office.ask(office.get("ann").send(["bob"], [1, 2]));
    office = office.crash();
    await office.ask(office.get("ann").send(["bob"], [3]));
    await office.arrive();
    office = office.crash();
    await office.ask(office.get("ann").send(["bob"], [4]));
    await office.arrive();
    assertEquals(await office.taken("bob"), [1, 2, 3, 4]);
    assertEquals((await office.read("ann")).sent, 4);
  },
);

testEverywhere(
  "A durable actor sends to itself, and to what is not durable",
  async (stage) => {
    const office = new Office(stage);
    const recorder = office.engine.getActor(RecorderProxy, "r");
    await office.ask(office.get("ann").tell("ann", "r", 7));
    await office.arrive();
    assertEquals(await office.taken("ann"), [7]);
    assertEquals(await office.ask(recorder.entries()), [
      { from: "tag", index: 7 },
    ]);
  },
);

testEverywhere(
  "A send that is taken leaves the record of its sender",
  async (stage) => {
    const office = new Office(stage);
    const ann = office.get("ann");
    await office.ask(ann.send(["bob"], [1]));
    await office.arrive();
    const next = await office.restart();
    takings.set("bob", () => {
      throw new Error("it was sent again");
    });
    await next.read("ann");
    await next.arrive();
    takings.clear();
    assertEquals(await next.taken("bob"), [1]);
    assertEquals(stage.eventsOf("failed"), []);
  },
);

testOnBothWires(
  "A send to itself that ends its actor leaves the record, too",
  async (stage) => {
    const office = new Office(stage);
    takings.set("ann", () => {
      void office.engine.poisonPill(CourierProxy, "ann");
    });
    await office.ask(office.get("ann").pass("ann", [1]));
    await stage.simulated!.advance(10_000);
    takings.clear();
    const stored = await office.store.load({ type: "Courier", id: "ann" });
    assertEquals(decodeRecord(stored!.bytes).outbox?.sends, []);
    assertEquals(await office.taken("ann"), [1]);
  },
);

testOnBothWires(
  "A send is sent again, ever later, while its receiver fails",
  async (stage) => {
    const office = new Office(stage);
    const times: number[] = [];
    const start = stage.simulated!.now();
    takings.set("bob", (tag) => {
      if (tag !== 1) return;
      times.push(Math.round((stage.simulated!.now() - start) / 1_000));
      if (times.length < 5) throw new Error("not yet");
    });
    await office.ask(office.get("ann").send(["bob", "cid"], [1, 2, 3]));
    await stage.simulated!.advance(60_000);
    takings.clear();
    assertEquals(times, [0, 1, 3, 7, 15]);
    assertEquals(await office.taken("bob"), [1, 3]);
    assertEquals(await office.taken("cid"), [2]);
    const [warning] = stage.lines.filter((line) => line.startsWith("warn"));
    assertEquals(
      warning,
      'warn Send 1 of "Courier/ann", to "Courier/bob".take, failed, and is ' +
        "sent again in 1000 ms: Error: not yet",
    );
  },
);

testOnBothWires(
  "A send that its receiver fails on 10 times is parked, and others go on",
  async (stage) => {
    let office = new Office(stage);
    let runs = 0;
    takings.set("bob", (tag) => {
      if (tag !== 1) return;
      runs++;
      throw new Error("never");
    });
    await office.ask(office.get("ann").send(["bob"], [1, 2]));
    await stage.simulated!.advance(3_600_000);
    assertEquals([runs, await office.taken("bob")], [10, [2]]);
    office = office.crash();
    await office.read("ann");
    await stage.simulated!.advance(3_600_000);
    assertEquals([runs, await office.taken("bob")], [10, [2]]);
    takings.clear();
    const errors = stage.lines.filter((line) => line.includes("no more"));
    assertMatch(
      errors[0]!,
      /failed on it 10 times, at last with: Error: never/,
    );
    assertEquals(errors.length, 1);
  },
);

testOnBothWires(
  "A send waits where its receiver is full, poisons itself, or fails to begin",
  async (stage) => {
    const office = new Office(stage);
    const bob = office.get("bob");
    let runs = 0;
    takings.set("bob", (tag) => {
      runs++;
      if (tag === 1 && runs === 1) bob.poison();
    });
    await office.ask(office.get("ann").send(["bob"], [1, 2, 3, 4]));
    await stage.simulated!.advance(10_000);
    takings.clear();
    assertEquals(await office.taken("bob"), [1, 2, 3, 4]);
    assertEquals(runs, 4);
  },
);

testEverywhere(
  "A call that is awaited after its turn says where its answer went",
  async (stage) => {
    const office = new Office(stage);
    const ann = office.get("ann");
    await office.ask(ann.sendAndKeep("bob", 1));
    await office.arrive();
    const error = await office.askError(ann.awaitKept());
    assertMatch(error.message, /it was sent with the commit of its turn/);
    assertEquals((error as CallError).outcome, "failed");
    assertEquals(await office.taken("bob"), [1]);
  },
);

testEverywhere(
  "A sender that erases itself has its last sends delivered",
  async (stage) => {
    const office = new Office(stage);
    await office.ask(office.get("ann").send(["bob"], [1]));
    await office.ask(office.get("ann").leave("bob", 2));
    await office.arrive();
    assertEquals(await office.taken("bob"), [1, 2]);
    assertEquals((await office.read("ann")).sent, 0);
    await office.ask(office.get("ann").send(["bob"], [3]));
    await office.arrive();
    assertEquals(await office.taken("bob"), [1, 2, 3]);
  },
);

testOnBothWires(
  "A sender that was erased in a crash has its sends delivered, and is gone",
  async (stage) => {
    let office = new Office(stage);
    takings.set("bob", () => Promise.reject(new Error("not yet")));
    await office.ask(office.get("ann").leave("bob", 1));
    await stage.simulated!.advance(5_000);
    takings.clear();
    office = office.crash();
    assertEquals((await office.read("ann")).sent, 0);
    await stage.simulated!.advance(60_000);
    assertEquals(await office.taken("bob"), [1]);
    await stage.simulated!.advance(60_000);
    const ann = { type: "Courier", id: "ann" };
    assertEquals(await office.ask(office.store.load(ann)), null);
  },
);

testOnBothWires(
  "A receiver that is erased takes nothing a second time",
  async (stage) => {
    let office = new Office(stage);
    await office.ask(office.get("ann").send(["bob"], [1, 2]));
    // Before the sender has stored that they were taken.
    await office.ask(office.get("bob").erase());
    office = office.crash();
    await office.ask(office.get("ann").send(["bob"], [3]));
    await stage.simulated!.advance(60_000);
    assertEquals(await office.taken("bob"), [3]);
  },
);

testOnBothWires(
  "A send to a type that the engine does not know waits until it does",
  async (stage) => {
    let office = new Office(stage);
    await office.ask(office.get("ann").sendAround("eve"));
    office = office.crash({ during: "before" });
    await office.read("ann");
    // It was delivered by then, maybe, but not acknowledged.
    await stage.simulated!.advance(3_600_000);
    const warnings = stage.lines.filter((line) => line.includes("delivered"));
    assertEquals(warnings.length, 1);
    assertMatch(
      warnings[0]!,
      /the engine does not know the type "RoundCourier"/,
    );
    const eve = office.engine.getActor(RoundCourierProxy, "eve");
    await stage.simulated!.advance(300_000);
    assertEquals(await office.ask(eve.goRound([])), 2);
  },
);

testOnBothWires(
  "promise 20: the sends of an actor that nobody asks for are delivered",
  async (stage) => {
    let office = new Office(stage);
    await office.ask(office.get("ann").send(["bob"], [1, 2]));
    office = office.crash({ during: "after" });
    await stage.simulated!.advance(5_000);
    assertEquals(await office.taken("bob"), [1, 2]);
  },
);

testOnBothWires(
  "A poisoned actor is woken for what its receiver has failed on",
  async (stage) => {
    const office = new Office(stage);
    takings.set("bob", () => Promise.reject(new Error("not yet")));
    await office.ask(office.get("ann").send(["bob"], [1]));
    await stage.simulated!.advance(10);
    await office.ask(office.engine.poisonPill(CourierProxy, "ann"));
    takings.clear();
    await stage.simulated!.advance(5_000);
    assertEquals(await office.taken("bob"), [1]);
  },
);

testOnBothWires(
  "An idle actor rests once its sends have arrived, and wakes for others",
  async (stage) => {
    const office = new Office(stage, undefined, { idleMs: 50 });
    const gate = Promise.withResolvers<void>();
    takings.set("bob", () => gate.promise);
    await office.ask(office.get("ann").send(["bob"], [1]));
    const isActive = (id: string) => office.engine.isActive(CourierProxy, id);
    await stage.simulated!.advance(500);
    assertEquals([isActive("ann"), isActive("bob")], [true, true]);
    takings.set("bob", () => Promise.reject(new Error("not yet")));
    await office.ask(office.get("ann").send(["bob"], [2]));
    gate.resolve();
    await stage.simulated!.advance(500);
    assertEquals([isActive("ann"), isActive("bob")], [false, false]);
    takings.clear();
    await stage.simulated!.advance(5_000);
    assertEquals(await office.taken("bob"), [1, 2]);
  },
);

testEverywhere(
  "Engine.stop() delivers what can be, and leaves the rest in the record",
  async (stage) => {
    let office = new Office(stage);
    takings.set("cid", () => Promise.reject(new Error("not yet")));
    await office.ask(office.get("ann").send(["bob", "cid"], [1, 2, 3, 4]));
    office = await office.restart();
    takings.clear();
    assertEquals(await office.taken("bob"), [1, 3]);
    await office.read("ann");
    await office.arrive();
    await stage.simulated?.advance(5_000);
    if (stage.simulated !== null) {
      assertEquals(await office.taken("cid"), [2, 4]);
    }
    assertEquals((await office.read("ann")).sent, 4);
  },
);
