import { assertAlmostEquals, assertEquals } from "@std/assert";
import {
  computeWindow,
  scrollToRow,
  type Viewport,
} from "../../../src/inspector/page/parts/row_window.ts";

function view(changes: Partial<Viewport>): Viewport {
  return {
    rows: 20_000,
    rowHeight: 30,
    scrollTop: 0,
    height: 600,
    spare: 8,
    ...changes,
  };
}

Deno.test("computeWindow() shows the first rows at the top", () => {
  assertEquals(computeWindow(view({})), {
    first: 0,
    count: 28,
    top: 0,
    height: 600_000,
  });
});

Deno.test("computeWindow() shows the rows in sight and some spare", () => {
  const { first, count, top } = computeWindow(view({ scrollTop: 30_000 }));
  assertEquals([first, count, top], [992, 36, 992 * 30]);
});

Deno.test("computeWindow() ends with the last row", () => {
  const { first, count } = computeWindow(view({ scrollTop: 1e9 }));
  assertEquals(first + count, 20_000);
});

Deno.test("computeWindow() shows all of a short list, or nothing", () => {
  assertEquals(computeWindow(view({ rows: 3 })).count, 3);
  assertEquals(computeWindow(view({ rows: 0 })), {
    first: 0,
    count: 0,
    top: 0,
    height: 0,
  });
});

Deno.test("computeWindow() reaches every row of a list too high to be", () => {
  const rows = 2_000_000;
  const { height } = computeWindow(view({ rows }));
  assertEquals(height, 8_000_000);
  const end = computeWindow(view({ rows, scrollTop: height - 600 }));
  assertEquals(end.first + end.count, rows);
  // The last row's foot stands at the list's foot.
  assertAlmostEquals(end.top + end.count * 30, height, 0.001);
});

Deno.test("scrollToRow() moves no further than it must", () => {
  assertEquals(scrollToRow(5, view({ scrollTop: 0 })), 0);
  assertEquals(scrollToRow(20, view({ scrollTop: 0 })), 30);
  assertEquals(scrollToRow(3, view({ scrollTop: 300 })), 90);
});

Deno.test("scrollToRow() brings a row of a high list into sight", () => {
  const viewport = view({ rows: 2_000_000 });
  for (const from of [0, 7_999_400]) {
    for (const row of [0, 999_999, 1_999_999]) {
      const scrollTop = scrollToRow(row, { ...viewport, scrollTop: from });
      const { first, count } = computeWindow({
        ...viewport,
        scrollTop,
        spare: 0,
      });
      assertEquals(first <= row && row < first + count, true, `row ${row}`);
    }
  }
});
