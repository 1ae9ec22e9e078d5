import { assertEquals } from "@std/assert";
import { testEverywhere } from "../support/stage.ts";
import { SurveyorProxy } from "../cast/generated/surveyor_proxy.gen.ts";

testEverywhere(
  "fault 4: a union arrives as the variant that was sent",
  async (stage) => {
    const engine = stage.open();
    const surveyor = engine.getActor(SurveyorProxy, "a");
    for (const kind of ["circle", "square"] as const) {
      const text = await surveyor.describeShape({ kind, size: 3 });
      assertEquals(text, `${kind} of 3`);
    }
    assertEquals(await surveyor.describeReading({ celsius: 1 }), "1");
    const noted = { celsius: 1, note: "cold" };
    assertEquals(await surveyor.describeReading(noted), "cold");
    for (const value of [1, "1", [1], null]) {
      const text = await surveyor.describeValue(value);
      assertEquals(text, JSON.stringify(value));
    }
  },
);
