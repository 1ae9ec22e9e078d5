import { escapeControls } from "../../src/base/escape_controls.ts";
import {
  type Connection,
  ConnectionError,
  type Picture,
  type Selection,
} from "./connection.ts";
import { fit } from "./cells.ts";
import { COLUMNS, layOut, summarize } from "./table.ts";

/** A screen to draw on, with its keyboard. */
export interface Terminal {
  size(): { readonly columns: number; readonly rows: number };
  write(text: string): void;
  /** Resolves with the next key, or `null` after `ms` or a resize. */
  wait(ms: number): Promise<string | null>;
}

const REFRESH_MS = 1_000;
/** Lines that are no actors: the sums, a space, the titles, the keys. */
const FRAME = 5;

const HOME = "\x1b[H";
const CLEAR_LINE = "\x1b[K";
const CLEAR_BELOW = "\x1b[J";

/** Returns the selection after a key; `null` quits. */
function press(key: string, selection: Selection): Selection | null {
  const { descending, offset, limit } = selection;
  const column = COLUMNS.find((one) => one.key === key);
  if (column !== undefined) {
    const { sort } = column;
    // The same key again turns the order round; figures begin with the most.
    const isSame = sort === selection.sort;
    const turned = isSame ? !descending : sort !== "id";
    return { ...selection, sort, descending: turned, offset: 0 };
  }
  switch (key) {
    case "q":
    case "\x03":
    case "\x04":
      return null;
    case "\x1b[B":
    case "j":
      return { ...selection, offset: offset + 1 };
    case "\x1b[A":
    case "k":
      return { ...selection, offset: Math.max(0, offset - 1) };
    case "\x1b[6~":
    case " ":
      return { ...selection, offset: offset + limit };
    case "\x1b[5~":
    case "b":
      return { ...selection, offset: Math.max(0, offset - limit) };
    default:
      return selection;
  }
}

/** Shows the top actors, refreshed in place, until a key quits. */
export async function showScreen(
  terminal: Terminal,
  connect: () => Promise<Connection>,
  first: Selection,
): Promise<void> {
  let selection: Selection | null = first;
  let connection: Connection | null = await connect();
  try {
    while (selection !== null) {
      const limit = Math.max(1, terminal.size().rows - FRAME);
      selection = { ...selection, limit };
      try {
        connection ??= await connect();
        let picture = await connection.look(selection);
        const inside = keepInside(selection, picture);
        // Actors have gone, or it scrolled too far.
        if (inside.offset !== selection.offset) {
          picture = await connection.look(inside);
          selection = inside;
        }
        draw(terminal, drawPicture(picture, selection, terminal.size()));
      } catch (error) {
        if (!(error instanceof ConnectionError)) throw error;
        connection?.[Symbol.dispose]();
        connection = null;
        drawLoss(terminal, error);
      }
      const key = await terminal.wait(REFRESH_MS);
      if (key !== null) selection = press(key, selection);
    }
  } finally {
    connection?.[Symbol.dispose]();
  }
}

/** Scrolls no further than there are actors. */
function keepInside(selection: Selection, { actors }: Picture): Selection {
  const most = Math.max(0, actors.matched - selection.limit);
  return { ...selection, offset: Math.min(selection.offset, most) };
}

function drawPicture(
  picture: Picture,
  { sort, descending }: Selection,
  { columns }: { readonly columns: number },
): string[] {
  const { matched, offset, rows } = picture.actors;
  const sorted = COLUMNS.find((column) => column.sort === sort)?.title ?? sort;
  const range = rows.length === 0
    ? "no actors"
    : `${offset + 1}-${offset + rows.length} of ${matched}`;
  const keys = COLUMNS.map(({ key, title }) => `${key} ${title.toLowerCase()}`);
  const order = `${sorted.toLowerCase()} ${descending ? "down" : "up"}`;
  const help = `${range} by ${order} | q quit | ${keys.join(", ")}`;
  return [
    ...summarize(picture, columns),
    "",
    ...layOut(rows, columns),
    fit(help, columns, false).trimEnd(),
  ];
}

function drawLoss(terminal: Terminal, { message }: Error): void {
  const { columns } = terminal.size();
  const lines = [message, "", "It is tried again every second; q quits."];
  draw(
    terminal,
    lines.map((line) => fit(escapeControls(line), columns, false).trimEnd()),
  );
}

function draw(terminal: Terminal, lines: readonly string[]): void {
  const { rows } = terminal.size();
  const text = lines.slice(0, rows).map((line) => line + CLEAR_LINE);
  terminal.write(HOME + text.join("\r\n") + CLEAR_BELOW);
}
