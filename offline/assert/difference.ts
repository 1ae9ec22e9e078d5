/** Writes a value as std's assertions show it. */
export function format(value: unknown): string {
  return Deno.inspect(value, {
    depth: Infinity,
    sorted: true,
    trailingComma: true,
    compact: false,
    iterableLimit: Infinity,
    getters: true,
    strAbbreviateSize: Infinity,
  });
}

/** Shows how two values differ: `-` what is, `+` what should be. */
export function describeDifference(actual: unknown, expected: unknown): string {
  const areTexts = typeof actual === "string" && typeof expected === "string";
  const lines = areTexts
    ? compareLines(readLines(actual), readLines(expected))
    : compareLines(format(actual).split("\n"), format(expected).split("\n"));
  const heading = `    ${paint("1;90", "[Diff]")} ${
    paint("1;31", "Actual")
  } / ${paint("1;32", "Expected")}`;
  return ["", "", heading, "", "", ...lines, ""].join("\n");
}

/** Colours text, where the terminal's user wants colours. */
export function paint(code: string, text: string): string {
  return Deno.noColor ? text : `\x1b[${code}m${text}\x1b[0m`;
}

const ENDS: Record<string, string> = {
  "\r\n": "\\r\\n\r\n",
  "\r": "\\r",
  "\n": "\\n\n",
};

// A line of a text shows what ends it, or two ends would look alike.
function readLines(text: string): string[] {
  return text
    .replaceAll("\\", "\\\\")
    .replaceAll("\b", "\\b")
    .replaceAll("\f", "\\f")
    .replaceAll("\t", "\\t")
    .replaceAll("\v", "\\v")
    .replaceAll(/\r\n|\r|\n/g, (end) => `${ENDS[end]}`)
    .split("\n");
}

/** Keeps the most lines that both have, in their order. */
function compareLines(
  actual: readonly string[],
  expected: readonly string[],
): string[] {
  const common = countCommon(actual, expected);
  // The longer side first, as in std.
  const isAddedFirst = expected.length > actual.length;
  const lines: string[] = [];
  let a = 0;
  let b = 0;
  while (a < actual.length || b < expected.length) {
    const [line, other] = [actual[a], expected[b]];
    if (line !== undefined && line === other) {
      lines.push(`    ${line}`);
      a++;
      b++;
    } else if (
      other === undefined ||
      line !== undefined && isRemovedNext(common, a, b, isAddedFirst)
    ) {
      lines.push(paint("1;31", `-   ${line}`));
      a++;
    } else {
      lines.push(paint("1;32", `+   ${other}`));
      b++;
    }
  }
  return lines;
}

/** Whether dropping a line of the actual ones keeps more in common. */
function isRemovedNext(
  common: readonly Uint32Array[],
  a: number,
  b: number,
  isAddedFirst: boolean,
): boolean {
  const removing = common[a + 1]![b]!;
  const adding = common[a]![b + 1]!;
  return isAddedFirst ? removing > adding : removing >= adding;
}

/** Counts, for each pair of places, how many lines both have from there on. */
function countCommon(
  actual: readonly string[],
  expected: readonly string[],
): Uint32Array[] {
  const rows = Array.from(
    { length: actual.length + 1 },
    () => new Uint32Array(expected.length + 1),
  );
  for (let a = actual.length - 1; a >= 0; a--) {
    for (let b = expected.length - 1; b >= 0; b--) {
      rows[a]![b] = actual[a] === expected[b]
        ? rows[a + 1]![b + 1]! + 1
        : Math.max(rows[a + 1]![b]!, rows[a]![b + 1]!);
    }
  }
  return rows;
}
