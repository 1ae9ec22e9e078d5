import { cron } from "@backstage/actors/cron";
import { assertEquals, assertThrows } from "@std/assert";

/** Lists the next times of a pattern after one. */
function list(
  pattern: string,
  timeZone: string,
  after: string,
  count: number,
): string[] {
  const times = cron.read(pattern, timeZone);
  const found: string[] = [];
  let last = Date.parse(after);
  while (found.length < count) {
    last = times.next(last)!;
    found.push(new Date(last).toISOString().replace(":00.000Z", "Z"));
  }
  return found;
}

/** What the patterns name where clocks go forward, and where they go back. */
const GOLDEN: readonly [string, string, string, readonly string[]][] = [
  // Forward at 02:00 to 03:00 on the 29th; the offsets are +1 and +2.
  ["0 9 * * *", "Europe/Berlin", "2026-03-28T00:00Z", [
    "2026-03-28T08:00Z",
    "2026-03-29T07:00Z",
    "2026-03-30T07:00Z",
  ]],
  ["30 2 * * *", "Europe/Berlin", "2026-03-28T00:00Z", [
    "2026-03-28T01:30Z",
    "2026-03-29T01:00Z",
    "2026-03-30T00:30Z",
  ]],
  ["*/30 2 * * *", "Europe/Berlin", "2026-03-28T00:00Z", [
    "2026-03-28T01:00Z",
    "2026-03-28T01:30Z",
    "2026-03-30T00:00Z",
    "2026-03-30T00:30Z",
  ]],
  ["0 * * * *", "Europe/Berlin", "2026-03-28T23:30Z", [
    "2026-03-29T00:00Z",
    "2026-03-29T01:00Z",
    "2026-03-29T02:00Z",
  ]],
  // Back at 03:00 to 02:00 on the 25th.
  ["30 2 * * *", "Europe/Berlin", "2026-10-24T00:00Z", [
    "2026-10-24T00:30Z",
    "2026-10-25T00:30Z",
    "2026-10-26T01:30Z",
  ]],
  ["*/30 2 * * *", "Europe/Berlin", "2026-10-24T12:00Z", [
    "2026-10-25T00:00Z",
    "2026-10-25T00:30Z",
    "2026-10-25T01:00Z",
    "2026-10-25T01:30Z",
    "2026-10-26T01:00Z",
  ]],
  // The other coast: forward on the 8th of March, back on the 1st of November.
  ["30 2 * * *", "America/New_York", "2026-03-07T12:00Z", [
    "2026-03-08T07:00Z",
    "2026-03-09T06:30Z",
  ]],
  ["30 1 * * *", "America/New_York", "2026-10-31T12:00Z", [
    "2026-11-01T05:30Z",
    "2026-11-02T06:30Z",
  ]],
  // The southern half, by half an hour: back on the 5th of April at 02:00,
  // forward on the 4th of October.
  ["45 1 * * *", "Australia/Lord_Howe", "2026-04-03T15:00Z", [
    "2026-04-04T14:45Z",
    "2026-04-05T15:15Z",
  ]],
  ["0 2 * * *", "Australia/Lord_Howe", "2026-10-02T16:00Z", [
    "2026-10-03T15:30Z",
    "2026-10-04T15:00Z",
  ]],
  // At midnight: the 4th of November 2018 began at 01:00.
  ["0 0 * * *", "America/Sao_Paulo", "2018-11-03T12:00Z", [
    "2018-11-04T03:00Z",
    "2018-11-05T02:00Z",
  ]],
  // A day that never was: the 30th of December 2011.
  ["0 12 * * *", "Pacific/Apia", "2011-12-29T00:00Z", [
    "2011-12-29T22:00Z",
    "2011-12-30T22:00Z",
  ]],
  // No change of the clock, and offsets of less than an hour.
  ["0 0 * * *", "Asia/Kathmandu", "2026-03-28T00:00Z", [
    "2026-03-28T18:15Z",
    "2026-03-29T18:15Z",
  ]],
  // Days that are not in every month, or year.
  ["0 0 31 * *", "UTC", "2026-01-31T00:00Z", [
    "2026-03-31T00:00Z",
    "2026-05-31T00:00Z",
  ]],
  ["0 0 29 2 *", "UTC", "2026-01-01T00:00Z", [
    "2028-02-29T00:00Z",
    "2032-02-29T00:00Z",
  ]],
  ["0 0 L * *", "UTC", "2026-01-31T00:00Z", [
    "2026-02-28T00:00Z",
    "2026-03-31T00:00Z",
  ]],
  ["0 9 * * MON#1", "UTC", "2026-01-01T00:00Z", [
    "2026-01-05T09:00Z",
    "2026-02-02T09:00Z",
  ]],
  ["@monthly", "UTC", "2026-01-01T00:00Z", ["2026-02-01T00:00Z"]],
];

for (const [pattern, timeZone, after, expected] of GOLDEN) {
  const day = after.slice(0, 10);
  Deno.test(`cron names ${pattern} in ${timeZone} from ${day}`, () => {
    assertEquals(list(pattern, timeZone, after, expected.length), expected);
  });
}

Deno.test("CronTimes.next() is later than what it is given, always", () => {
  const { next } = cron.read("* * * * *", "UTC");
  const at = Date.parse("2026-03-28T12:00:00Z");
  assertEquals(next(at - 1), at);
  assertEquals(next(at - 0.25), at);
  assertEquals(next(at), at + 60_000);
  assertEquals(next(at + 0.25), at + 60_000);
});

Deno.test("CronTimes.next() is null when nothing follows", () => {
  const now = Date.parse("2026-03-28T12:00:00Z");
  assertEquals(cron.read("0 0 30 2 *", "UTC").next(now), null);
  assertEquals(cron.read("0 0 31 4 *", "Europe/Berlin").next(now), null);
  assertEquals(cron.read("0 0 0 1 1 * 2025", "UTC").next(now), null);
});

Deno.test("cron.read() says what is wrong with a pattern", () => {
  const refusal = (pattern: string, timeZone = "UTC"): string =>
    assertThrows(() => cron.read(pattern, timeZone), Error).message;
  assertEquals(
    refusal("61 * * * *"),
    'Cannot read cron pattern "61 * * * *": Invalid value for minute: 61',
  );
  assertEquals(
    refusal("every monday"),
    'Cannot read cron pattern "every monday": invalid configuration format ' +
      "('every monday'), exactly five, six, or seven space separated parts " +
      "are required.",
  );
  assertEquals(
    refusal("2026-12-01T00:00:00"),
    'Cannot read cron pattern "2026-12-01T00:00:00": it is a date, which ' +
      "is at",
  );
  assertEquals(
    refusal("0 9 * * *", "Mars/Olympus"),
    'Cannot use timeZone "Mars/Olympus": there is none of that name, it is ' +
      'one like "Europe/Berlin", or "UTC"',
  );
  assertThrows(() => cron.read("61 * * * *", "UTC"), RangeError);
  assertThrows(() => cron.read("@reboot", "UTC"), TypeError);
});
