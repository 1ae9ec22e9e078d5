import { assertEquals } from "@std/assert";
import { selectPage } from "../../../src/inspector/answer/select_page.ts";
import { orderTexts } from "../../../src/inspector/answer/text_order.ts";
import { Chance } from "../../support/chance.ts";

Deno.test("selectPage() is a part of a sort", () => {
  const chance = new Chance(20_251);
  for (let round = 0; round < 300; round++) {
    const count = chance.below(200);
    const spread = 1 + chance.below(50);
    const keys = Array.from({ length: count }, () => chance.below(spread));
    if (round % 3 === 0) keys.sort((a, b) => a - b);
    if (round % 7 === 0) keys.reverse();
    const tie = (a: number, b: number) => round % 2 === 0 ? a - b : b - a;
    const compare = (a: number, b: number) => keys[a]! - keys[b]! || tie(a, b);
    const sorted = keys.map((_, place) => place).sort(compare);
    const [offset, limit] = [chance.below(220), chance.below(60)];
    assertEquals(
      [...selectPage({ keys: Float64Array.from(keys), tie }, offset, limit)],
      sorted.slice(offset, offset + limit),
    );
  }
});

Deno.test("orderTexts() orders as a sort of the texts does", () => {
  const chance = new Chance(7);
  for (let round = 0; round < 200; round++) {
    const prefix = ["", "actor-", "\u{1f600}"][round % 3]!;
    const texts = Array.from({ length: chance.below(60) }, () => {
      const letters = Array.from(
        { length: chance.below(6) },
        () => "ab\u0000\uffff"[chance.below(4)],
      );
      return prefix + letters.join("");
    });
    for (const sign of [1, -1]) {
      const places = selectPage(orderTexts(texts, sign), 0, texts.length);
      const sorted = texts.toSorted((a, b) => a < b ? -sign : a > b ? sign : 0);
      assertEquals(Array.from(places, (place) => texts[place]!), sorted);
    }
  }
});
