import { readThrownMessage } from "../../src/base/thrown.ts";
import type { StoredRecord, StoredRow } from "../../src/store/store.ts";
import { inChunks } from "./chunks.ts";
import { CommandError } from "./command_error.ts";
import { readLines } from "./disk.ts";
import { firstRows } from "./pages.ts";
import type { StoreFile } from "./task.ts";
import { type Line, readLine } from "./transfer.ts";

/** A line of an export, and what the store has of its actor. */
export interface Arriving {
  readonly number: number;
  /** `null` where it is none. */
  readonly line: Line | null;
  /** Why it is none. */
  readonly problem: string;
  readonly present: StoredRecord | null;
  readonly rows: readonly StoredRow[];
}

/** Reads an export, line by line; the store is asked for many at once. */
export async function* readArriving(
  store: StoreFile,
  path: string,
): AsyncGenerator<Arriving, void> {
  let number = 0;
  for await (const texts of inChunks(readLines(path))) {
    yield* await Promise.all(texts.map((text) => look(store, text, ++number)));
  }
}

async function look(
  store: StoreFile,
  text: string,
  number: number,
): Promise<Arriving> {
  const arriving = { number, problem: "", present: null, rows: [] };
  try {
    const line = readLine(text);
    if (line.kind !== "actor") return { ...arriving, line };
    const [present, rows] = await Promise.all([
      store.load(line.actor),
      firstRows(store, line.actor),
    ]);
    return { ...arriving, line, present, rows };
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    return { ...arriving, line: null, problem: readThrownMessage(error) };
  }
}
