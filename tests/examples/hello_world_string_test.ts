import { assertEquals } from "@std/assert";
import { GreeterProxy } from "../../examples/generated/greeter_proxy.gen.ts";
import { testOnBothWires, testOutput } from "./example.ts";

testOutput("hello_world_string", [
  "Greeter/ann: Hello, World!",
  "Greeter/ann: Hello, Deno!",
]);

testOnBothWires(
  "Greeter.hello() logs under the id of its own actor when sent a string",
  async ({ engine, log }) => {
    engine.getActor(GreeterProxy, "ann").hello("größe 🌍");
    engine.getActor(GreeterProxy, "bob").hello("");
    assertEquals(log, []);
    await engine.run();
    assertEquals(log.toSorted(), [
      "Greeter/ann: Hello, größe 🌍!",
      "Greeter/bob: Hello, !",
    ]);
  },
);
