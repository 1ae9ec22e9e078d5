import type { Store } from "../../src/store/store.ts";
import type { StoreErrorCode } from "../../src/store/store_error.ts";

/** What a process is asked to do with its store. */
export interface Question {
  readonly number: number;
  readonly method: Exclude<keyof Store, "open" | "maxRecordBytes">;
  readonly parameters: readonly unknown[];
}

/** What became of it. */
export interface Answer {
  readonly number: number;
  readonly value?: unknown;
  readonly error?: { readonly code: StoreErrorCode; readonly message: string };
}

/** Writes a line of JSON, in which bytes are hexadecimal. */
export function writeLine(value: Question | Answer): string {
  return JSON.stringify(
    value,
    (_, part) => part instanceof Uint8Array ? { hex: part.toHex() } : part,
  );
}

/** Reads such a line. */
export function parseLine(line: string): Question | Answer {
  return JSON.parse(
    line,
    (_, part) =>
      typeof part?.hex === "string" ? Uint8Array.fromHex(part.hex) : part,
  );
}
