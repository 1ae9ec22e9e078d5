import { escapeControls } from "../../src/base/escape_controls.ts";
import type { ActorId } from "../../src/envelope/actor_id.ts";
import { duration, fit, widthOf } from "../inspect/cells.ts";

/** The columns that a narrowed first column keeps. */
const LEAST = 12;

const UNITS = ["B", "kB", "MB", "GB"];

/** Shows a number of bytes. */
export function sizeOf(bytes: number): string {
  let [rest, unit] = [bytes, 0];
  while (rest >= 999.5 && unit < UNITS.length - 1) {
    rest /= 1_000;
    unit++;
  }
  const shown = unit > 0 && rest < 10 ? rest.toFixed(1) : Math.round(rest);
  return `${shown} ${UNITS[unit]}`;
}

/** Shows a time in UTC. */
export function timeOf(ms: number): string {
  const date = new Date(ms);
  if (Number.isNaN(date.getTime())) return String(ms);
  return date.toISOString().replace("T", " ").replace(/\.\d+Z$/, "Z");
}

/** Shows when something comes, seen from now. */
export function wakeOf(wakeAt: number | null, now: number): string {
  if (wakeAt === null) return "-";
  return wakeAt <= now ? "due" : `in ${duration(wakeAt - now)}`;
}

/** Shows an actor's name. */
export function nameOf({ type, id }: ActorId): string {
  return escapeControls(`${type}/${id}`);
}

/** Says how many there are of something. */
export function count(amount: number, noun: string): string {
  return `${amount} ${noun}${amount === 1 ? "" : "s"}`;
}

/** One column of a table. */
export interface Column<Row> {
  readonly title: string;
  readonly isRight?: boolean;
  read(row: Row): string;
}

/** Lays a table out, whose first column is narrowed where it must be. */
export function layOutTable<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  width: number,
): string {
  const cells = [
    columns.map(({ title }) => title),
    ...rows.map((row) => columns.map(({ read }) => escapeControls(read(row)))),
  ];
  const widths = columns.map((_, at) =>
    Math.max(...cells.map((line) => widthOf(line[at]!)))
  );
  const whole = widths.reduce((sum, one) => sum + one + 2, -2);
  const least = Math.min(LEAST, widths[0]!);
  widths[0] = Math.max(least, widths[0]! - Math.max(0, whole - width));
  return cells.map((line) => {
    const fitted = line.map((text, at) =>
      fit(text, widths[at]!, columns[at]!.isRight ?? false)
    );
    return `${fitted.join("  ").trimEnd()}\n`;
  }).join("");
}
