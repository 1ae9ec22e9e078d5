import { type CallError, DeadlockError } from "@backstage/actors";
import { assertEquals, assertInstanceOf } from "@std/assert";
import { user } from "../cast/courier.ts";
import { RoundCourierProxy } from "../cast/generated/round_courier_proxy.gen.ts";
import { testEverywhere, testOnBothWires } from "../support/stage.ts";
import { Office } from "./couriers.ts";

testOnBothWires(
  "A send carries its turn's context values, each time that it is made",
  async (stage) => {
    const options = { carry: { user } };
    let office = new Office(stage, undefined, options);
    const ann = office.get("ann");
    await office.ask(user.run("eve", () => ann.introduce("bob")));
    await office.arrive();
    const greeted = await office.ask(office.get("bob").greeted());
    assertEquals(greeted, ["eve by ann"]);
    await office.ask(user.run("eve", () => ann.introduce("shy")));
    office = office.crash({ during: "after" }, options);
    await stage.simulated!.advance(10_000);
    assertEquals(await office.ask(office.get("shy").greeted()), [
      "eve by ann",
      "eve by ann",
    ]);
  },
);

testEverywhere(
  "A send is seen once by the interceptors of its sender",
  async (stage) => {
    const seen: string[] = [];
    const office = new Office(stage, undefined, {
      interceptors: [{
        outgoing(call, next) {
          if (call.caller !== null) {
            seen.push(`${call.method} ${call.actor.id}`);
          }
          return next();
        },
      }],
    });
    await office.ask(office.get("ann").send(["bob", "cid"], [1, 2]));
    await office.arrive();
    assertEquals(await office.taken("bob"), [1]);
    assertEquals(await office.taken("cid"), [2]);
    assertEquals(seen, ["take bob", "take cid"]);
  },
);

testEverywhere(
  "A call under a key that comes back to itself fails at once",
  async (stage) => {
    const office = new Office(stage);
    const ann = office.get("ann").with({ idempotencyKey: "k" });
    const error = await office.askError(ann.payAround("k"));
    assertInstanceOf(error, DeadlockError);
    assertEquals((error as CallError).outcome, "failed");
    assertEquals(await office.taken("ann"), []);
  },
);

testEverywhere(
  "A call under another key may come back where its class lets it",
  async (stage) => {
    const office = new Office(stage);
    const round = office.engine.getActor(RoundCourierProxy, "ann");
    const first = round.with({ idempotencyKey: "a" });
    assertEquals(await office.ask(first.goRound(["b", "c"])), 1);
    assertEquals(await office.ask(first.goRound(["b", "c"])), 1);
    const inner = round.with({ idempotencyKey: "c" });
    assertEquals(await office.ask(inner.goRound([])), 1);
    assertEquals(await office.ask(round.goRound([])), 2);
  },
);

testEverywhere(
  "A call under the key of the turn that it is made for fails at once",
  async (stage) => {
    const office = new Office(stage);
    const round = office.engine.getActor(RoundCourierProxy, "ann");
    const first = round.with({ idempotencyKey: "a" });
    const error = await office.askError(first.goRound(["b", "a"]));
    assertInstanceOf(error, DeadlockError);
    assertEquals(error.cycle, ["RoundCourier/ann.goRound"]);
    assertEquals(await office.ask(first.goRound([])), 1);
  },
);
