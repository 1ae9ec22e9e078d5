import { escapeControls } from "../../src/base/escape_controls.ts";
import type {
  ActorColumn,
  ActorRow,
} from "../../src/inspector/wire/protocol.ts";
import { amount, bytes, duration, fit, stateOf, widthOf } from "./cells.ts";
import type { Picture } from "./connection.ts";

/** One column of the table. */
export interface Column {
  readonly title: string;
  /** What the server sorts by. */
  readonly sort: ActorColumn;
  /** The key that sorts by it. */
  readonly key: string;
  readonly isRight: boolean;
  read(row: ActorRow): string;
}

/** The columns, from left to right. */
export const COLUMNS: readonly Column[] = [
  {
    title: "ACTOR",
    sort: "id",
    key: "a",
    isRight: false,
    read: ({ actor }) => `${actor.type}/${actor.id}`,
  },
  { title: "STATE", sort: "state", key: "s", isRight: false, read: stateOf },
  {
    title: "INBOX",
    sort: "inbox",
    key: "i",
    isRight: true,
    read: ({ inbox }) => amount(inbox),
  },
  {
    title: "OLDEST",
    sort: "oldest",
    key: "o",
    isRight: true,
    read: ({ oldestMs }) => duration(oldestMs),
  },
  {
    title: "RATE/S",
    sort: "rate",
    key: "m",
    isRight: true,
    read: ({ rate }) => amount(rate),
  },
  {
    title: "WAIT P99",
    sort: "queueP99",
    key: "w",
    isRight: true,
    read: ({ queueMs }) => duration(queueMs?.p99 ?? null),
  },
  {
    title: "RUN P99",
    sort: "runP99",
    key: "r",
    isRight: true,
    read: ({ runMs }) => duration(runMs?.p99 ?? null),
  },
  {
    title: "HANDLED",
    sort: "handled",
    key: "h",
    isRight: true,
    read: ({ handled }) => amount(handled),
  },
  {
    title: "FAILED",
    sort: "failed",
    key: "f",
    isRight: true,
    read: ({ failed }) => amount(failed),
  },
];

/** The least that a name and a state are cut to. */
const LEAST = 12;
const GAP = "  ";

/** Sums the engine up in a few short lines, each at most so wide. */
export function summarize(picture: Picture, width: number): string[] {
  const { hello, overview } = picture;
  const rate = overview.types.reduce((sum, type) => sum + type.rate, 0);
  const first = [
    `engine ${overview.state}`,
    `${amount(overview.actors)} actors`,
    `${amount(rate)} messages/s`,
    `${amount(overview.queued)} queued`,
    `${amount(overview.waiting)} waiting`,
  ];
  const second = [
    `${amount(overview.failed)} failed`,
    `${amount(overview.restarts)} restarts`,
    `${amount(overview.refused)} refused`,
    `${amount(overview.deadLetters)} dead letters`,
    `loop lag ${duration(overview.loopLagMs)}`,
    `heap ${bytes(overview.heapUsed)}`,
    `pid ${hello.pid}, Deno ${hello.deno}`,
  ];
  return [first, second].map((parts) =>
    fit(escapeControls(parts.join(" | ")), width, false).trimEnd()
  );
}

/** Lays rows out as a table, no wider than `width`. */
export function layOut(rows: readonly ActorRow[], width: number): string[] {
  const cells = rows.map((row) =>
    COLUMNS.map((column) => escapeControls(column.read(row)))
  );
  const widths = COLUMNS.map(({ title }, index) =>
    Math.max(widthOf(title), ...cells.map((row) => widthOf(row[index]!)))
  );
  shrink(widths, width);
  const lines = [COLUMNS.map(({ title }) => title), ...cells];
  return lines.map((line) => {
    const fitted = line.map((text, index) =>
      fit(text, widths[index]!, COLUMNS[index]!.isRight)
    );
    return fit(fitted.join(GAP), width, false).trimEnd();
  });
}

/** Narrows names and states until the table fits. */
function shrink(widths: number[], width: number): void {
  const gaps = GAP.length * (widths.length - 1);
  const whole = widths.reduce((sum, one) => sum + one, gaps);
  let over = whole - width;
  for (const index of [1, 0]) {
    const taken = Math.max(0, Math.min(over, widths[index]! - LEAST));
    widths[index]! -= taken;
    over -= taken;
  }
}
