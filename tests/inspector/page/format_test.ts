import { assertEquals } from "@std/assert";
import {
  clip,
  clipTitle,
  formatBytes,
  formatCount,
  formatMs,
  formatRate,
  formatShort,
  formatTick,
  formatTime,
  isolate,
} from "../../../src/inspector/page/parts/format.ts";

Deno.test("formatCount() groups digits by thin spaces", () => {
  assertEquals(
    [0, 7, 999, 1_000, 1_234_567].map(formatCount),
    ["0", "7", "999", "1\u202f000", "1\u202f234\u202f567"],
  );
});

Deno.test("formatShort() keeps three digits or so and a suffix", () => {
  assertEquals(
    [0, 999, 1_000, 1_234, 99_940, 123_456, 999_499, 1_000_000, 2.5e9]
      .map(formatShort),
    ["0", "999", "1k", "1.2k", "99.9k", "123k", "999k", "1M", "2.5G"],
  );
});

Deno.test("formatRate() keeps small rates apart from none", () => {
  assertEquals(
    [0, 0.001, 0.254, 9.5, 10.4, 24_180].map(formatRate),
    ["0", "<0.01", "0.25", "9.5", "10", "24.2k"],
  );
});

Deno.test("formatMs() picks the unit that people would", () => {
  assertEquals(
    [0, 0.0001, 0.34, 1, 12.4, 999, 3_210, 96_400, 240_000, 8_000_000]
      .map(formatMs),
    [
      "0 ms",
      "1 µs",
      "340 µs",
      "1.0 ms",
      "12 ms",
      "999 ms",
      "3.2 s",
      "96 s",
      "4 min",
      "2 h",
    ],
  );
  assertEquals(formatMs(null), "–");
  assertEquals(formatMs(86_400_000 * 3), "3 d");
});

Deno.test("formatMs() never shows a unit more than it has", () => {
  assertEquals(
    [0.9996, 9.96, 999.6, 9_960, 119_600].map(formatMs),
    ["1.0 ms", "10 ms", "1.0 s", "10 s", "2 min"],
  );
});

Deno.test("formatBytes() counts in thousands", () => {
  assertEquals(
    [0, 999, 12_400_000, 3e9].map(formatBytes),
    ["0 B", "999 B", "12.4 MB", "3 GB"],
  );
});

Deno.test("formatTime() shows the clock of the reader's place", () => {
  const at = Date.UTC(2026, 0, 2, 13, 4, 5, 67);
  assertEquals(formatTime(at, 0), "13:04:05.067");
  assertEquals(formatTime(at, -90), "14:34:05.067");
});

Deno.test("formatTick() is as precise as its marks are apart", () => {
  assertEquals(formatTick(2_000, 1_000), "2 s");
  assertEquals(formatTick(1_205, 5), "1.205 s");
  assertEquals(formatTick(-20, 10), "−0.02 s");
  assertEquals(formatTick(1_000.01, 0.01), "1.00001 s");
});

Deno.test("clipTitle() keeps a thousand characters and no half of one", () => {
  assertEquals(clipTitle("x".repeat(1_000)).length, 1_000);
  assertEquals(clipTitle("x".repeat(10_000)), "x".repeat(999) + "…");
  assertEquals(clip("ab🎭cd", 4), "ab…");
  assertEquals(clip("ab🎭cd", 5), "ab🎭…");
});

Deno.test("isolate() keeps a foreign direction to itself", () => {
  assertEquals(isolate("\u202egnp"), "\u2068\u202egnp\u2069");
});
