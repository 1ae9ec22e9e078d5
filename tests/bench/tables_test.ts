import { assertEquals, assertMatch } from "@std/assert";
import { drawChart } from "../../bench/chart.ts";
import { Comparison } from "../../bench/comparison.ts";
import { describeGoal } from "../../bench/goals.ts";
import type { Race } from "../../bench/race.ts";
import { formatHeat, formatSummary } from "../../bench/race_table.ts";
import { mergeRaces } from "../../bench/runs.ts";
import { readSection, replaceSection } from "../../bench/section.ts";
import { formatTable } from "../../bench/table.ts";
import { workloads } from "../../bench/workloads/all.ts";

const workload = workloads[0]!;

function makeRace(ours: number, peer: number | string): Race {
  const { operations } = workload;
  const figures = (ns: number) => ({
    minNs: ns - 1,
    medianNs: ns,
    maxNs: ns + 1,
    operations,
  });
  const other = typeof peer === "string" ? { obstacle: peer } : figures(peer);
  const outcomes = new Map([["Backstage", figures(ours)], ["nact", other]]);
  const participants = [...outcomes.keys()].map((name) => ({
    name,
    promises: undefined,
    failure: undefined,
  }));
  return { participants, heats: [{ workload, outcomes }] };
}

function compare(...ratios: readonly number[]): Comparison {
  const comparison = new Comparison(workload);
  for (const ratio of ratios) {
    comparison.add({ baseNs: 100, headNs: 100 * ratio });
  }
  return comparison;
}

Deno.test("Comparison.isSlower is so when most pairs are by 15%", () => {
  assertEquals(compare(1.3, 1.2, 0.9).isSlower, true);
  assertEquals(compare(1.1, 9, 1).isSlower, false);
  assertEquals(compare(1.1, 9, 1).isSuspicious, true);
  assertEquals(compare(1.05, 9, 1).isSuspicious, false);
});

Deno.test("Comparison.isSlower is not so when there is no base", () => {
  const comparison = compare(2);
  comparison.obstacle = "There is no W1";
  assertEquals(comparison.isSlower, false);
});

Deno.test("mergeRaces() takes medians, and the ends of all ranges", () => {
  const races = [makeRace(50, 90), makeRace(40, "died"), makeRace(45, 80)];
  const [heat] = mergeRaces(races).heats;
  const { operations } = workload;
  assertEquals([...heat!.outcomes.values()], [
    { minNs: 39, medianNs: 45, maxNs: 51, operations },
    { minNs: 79, medianNs: 90, maxNs: 91, operations },
  ]);
});

Deno.test("describeGoal() tells met from missed", () => {
  const figures = { minNs: 0, maxNs: 0, operations: 1 };
  const tell = (medianNs: number, bytes: number) =>
    describeGoal("W7", { ...figures, medianNs, bytes });
  assertEquals(tell(600, 500), "600 ns, 500 bytes: met");
  assertEquals(tell(601, 500), "600 ns, 500 bytes: missed");
  assertEquals(tell(600, 501), "600 ns, 500 bytes: missed");
  assertEquals(describeGoal("W12", undefined), "");
});

Deno.test("formatHeat() puts who could not last, with the reason", () => {
  const [heat] = makeRace(50, "has no inbox").heats;
  const rows = formatHeat(heat!).trim().split("\n").slice(-2);
  assertMatch(rows[0]!, /^\| Backstage +\| 49 +\| 50 +\| 51 +\| 1 /);
  assertMatch(rows[1]!, /^\| nact .* has no inbox \|$/);
});

Deno.test("formatSummary() names the quickest peer beside ours", () => {
  const rows = formatSummary(makeRace(50, 90)).split("\n");
  assertMatch(
    rows[2]!,
    /^\| W1 +\| 50 .*\| 40 ns: missed \| +\| +\| 90 \(nact\) \|$/,
  );
});

Deno.test("formatSummary() says how many times the kernel ours takes", () => {
  const { participants, heats: [heat] } = makeRace(50, 20);
  const ours = heat!.outcomes.get("Backstage")!;
  const kernel = heat!.outcomes.get("nact")!;
  const outcomes = new Map([["Backstage", ours], ["kernel", kernel]]);
  const rows = formatSummary({ participants, heats: [{ workload, outcomes }] });
  assertMatch(rows.split("\n")[2]!, / missed \| 2\.5 +\| 20 \(kernel\) +\| /);
});

Deno.test("formatTable() is laid out as the formatter leaves it", () => {
  assertEquals(
    formatTable([["a", "bcde"], ["fg", "h"]]),
    "| a   | bcde |\n| --- | ---- |\n| fg  | h    |",
  );
});

Deno.test("drawChart() draws each median with its name, escaped", () => {
  const picture = drawChart(makeRace(50, 500));
  assertMatch(picture, /<title>Backstage: 50 ns<\/title>/);
  assertMatch(picture, /<title>nact: 500 ns<\/title>/);
});

Deno.test("replaceSection() changes one section of a page alone", () => {
  const page = "# Page\n\n## A\n\nold\n\n## B\n\nkept\n";
  const changed = replaceSection(page, "A", "new");
  assertEquals(changed, "# Page\n\n## A\n\nnew\n\n## B\n\nkept\n");
  const longer = replaceSection(changed, "C", "added\n");
  assertEquals(longer, `${changed}\n## C\n\nadded\n`);
  assertEquals(replaceSection(longer, "C", "added\n"), longer);
});

Deno.test("readSection() returns a section, if there is one", () => {
  const page = "# Page\n\n## A\n\nold\n\n## B\n\nkept\n";
  assertEquals(readSection(page, "A"), "## A\n\nold");
  assertEquals(readSection(page, "B"), "## B\n\nkept");
  assertEquals(readSection(page, "C"), "");
});
