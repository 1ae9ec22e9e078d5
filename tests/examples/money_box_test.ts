import { assertEquals } from "@std/assert";
import { simulate } from "@backstage/actors/testing";
import { MoneyBoxProxy } from "../../examples/generated/money_box_proxy.gen.ts";
import { testOutput } from "./example.ts";

testOutput("money_box", ["200", "200"]);

Deno.test("MoneyBox.put() keeps what it has told when it crashes", async () => {
  await simulate({ seeds: 20 }, async ({ engine, crash }) => {
    const box = engine.getActor(MoneyBoxProxy, "ann");
    await box.put(5);
    const told = await box.put(2);
    const next = crash().getActor(MoneyBoxProxy, "ann");
    assertEquals(await next.look(), told);
  });
});
