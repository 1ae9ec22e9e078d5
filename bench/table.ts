/** Writes rows as a Markdown table, laid out as `deno fmt` leaves it. */
export function formatTable(rows: readonly (readonly string[])[]): string {
  const [head = []] = rows;
  const widths = head.map((_, column) =>
    Math.max(3, ...rows.map((row) => [...row[column] ?? ""].length))
  );
  const write = (cells: readonly string[]) =>
    `| ${cells.map((cell, at) => cell.padEnd(widths[at]!)).join(" | ")} |`;
  const rule = widths.map((width) => "-".repeat(width));
  return [write(head), write(rule), ...rows.slice(1).map(write)].join("\n");
}

/** Writes a figure with three digits, or all in front of the point. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return "";
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return Number(value.toFixed(digits)).toLocaleString("en");
}
