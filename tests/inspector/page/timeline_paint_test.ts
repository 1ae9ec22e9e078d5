import { assertEquals } from "@std/assert";
import {
  fitLabel,
  placeTick,
} from "../../../src/inspector/page/views/timeline/paint.ts";

const measure = (text: string): number => text.length;

Deno.test("I7: fitLabel() shortens the type before it cuts an id", () => {
  const fit = (width: number) => fitLabel("Trader/trader-186", width, measure);
  assertEquals(fit(17), "Trader/trader-186");
  assertEquals(fit(16), "Trad…/trader-186");
  assertEquals(fit(12), "…/trader-186");
  assertEquals(fit(10), "…/trad…186");
  assertEquals(fit(1), "…");
});

Deno.test("I7: fitLabel() leaves short names and odd ones as they are", () => {
  assertEquals(fitLabel("A/b", 9, measure), "A/b");
  assertEquals(fitLabel("A/b/c", 9, measure), "A/b/c");
});

Deno.test("I7: placeTick() keeps the last time within the picture", () => {
  assertEquals(placeTick(100, 30, 240), 104);
  assertEquals(placeTick(230, 30, 240), 196);
});
