import { Engine } from "@backstage/actors";
import { assertEquals } from "@std/assert";
import { viewOf } from "../../../src/engine/engine.ts";
import { TypeRecords } from "../../../src/inspector/collect/type_records.ts";
import { CounterProxy } from "../../cast/generated/counter_proxy.gen.ts";

Deno.test("TypeRecords.look() forgets those that came and went", async () => {
  await using engine = new Engine();
  const { program, registry } = viewOf(engine);
  const types = new TypeRecords(program);
  const find = () => registry.findType("Counter")!.activations.get("a")!;
  await engine.getActor(CounterProxy, "a").add(1);
  const activation = find();
  types.openActor(activation);
  await engine.poisonPill(CounterProxy, "a");
  assertEquals(types.findActor(activation)?.activation, activation);
  types.look(0, 0);
  assertEquals([types.findActor(activation), types.actorCount], [undefined, 0]);
});
