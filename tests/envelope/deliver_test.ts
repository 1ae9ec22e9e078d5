import { CallError, Engine } from "@backstage/actors";
import { assertEquals, assertStrictEquals } from "@std/assert";
import { deliver } from "../../src/envelope/deliver.ts";
import type { Target } from "../../src/envelope/target.ts";
import { viewOf } from "../../src/engine/engine.ts";
import { CounterProxy } from "../cast/generated/counter_proxy.gen.ts";

const { add } = CounterProxy.definition.methods;

/** A target that has one answer, and counts how often it was asked. */
function makeTarget(answer: CallError | Target | undefined) {
  const target = {
    asked: 0,
    accept() {
      target.asked++;
      return answer;
    },
  };
  return target as typeof target & Target;
}

Deno.test("deliver() goes straight to who stands for the actor", () => {
  const registered = makeTarget(undefined);
  const stray = makeTarget(registered);
  const sender = { target: stray as Target };

  assertEquals(deliver(sender, add!, 1, null, null), undefined);
  assertStrictEquals(sender.target, registered);
  assertEquals(deliver(sender, add!, 2, null, null), undefined);
  assertEquals([stray.asked, registered.asked], [1, 2]);
});

Deno.test("deliver() stays where it is when refused", () => {
  const refusal = new CallError("Cannot call: no", {
    code: "inbox-full",
    outcome: "not-run",
  });
  const target = makeTarget(refusal);
  const sender = { target: target as Target };

  assertStrictEquals(deliver(sender, add!, 1, null, null), refusal);
  assertStrictEquals(sender.target, target);
});

Deno.test("ActorProxy finds an actor that another proxy woke", async () => {
  await using engine = new Engine();
  const early = engine.getActor(CounterProxy, "one");
  const quick = engine.getActor(CounterProxy, "one");
  assertEquals(await quick.add(1), 1);
  assertEquals(await early.add(1), 2);

  await engine.poisonPill(CounterProxy, "one");
  const late = engine.getActor(CounterProxy, "one");
  assertEquals(await late.add(1), 1);
  assertEquals(await early.add(1), 2);
  assertEquals(await quick.add(1), 3);
  assertEquals(viewOf(engine).registry.size, 1);
});
