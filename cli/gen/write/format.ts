// Deno formats with this very plug-in, so its answer is `deno fmt`'s answer.
import { createFromBuffer } from "@dprint/formatter";
import { getPath } from "@dprint/typescript";
import { readBytes } from "../scan/sources.ts";

/** The `fmt` options of a project's `deno.json`. */
export type FormatOptions = Readonly<Record<string, unknown>>;

/** Lays code out as `deno fmt` does. */
export type Format = (code: string) => string;

// A long type can take some rounds to find its layout; `deno fmt` stops here.
const MAX_ROUNDS = 5;

// Arguments that were broken late lack the comma behind the last one.
const UNFINISHED = /[^\s,({[]\n\s*\)/;

/** Loads the formatter, ready for any number of files. */
export async function loadFormatter(options: FormatOptions): Promise<Format> {
  const formatter = createFromBuffer(await readBytes(getPath()));
  formatter.setConfig({}, toConfiguration(options));
  return (code) => formatter.formatText({ filePath: "a.ts", fileText: code });
}

/**
 * Lays code out until it stays as it is. What is not said to be intricate is
 * laid out once, unless it shows that it is not finished.
 */
export function settle(
  code: string,
  format: Format,
  isIntricate: boolean,
): string {
  let settled = format(code);
  if (!isIntricate && !UNFINISHED.test(settled)) return settled;
  for (let round = 1; round < MAX_ROUNDS; round++) {
    const next = format(settled);
    if (next === settled) break;
    settled = next;
  }
  return settled;
}

function toConfiguration(options: FormatOptions): Record<string, unknown> {
  const { lineWidth, indentWidth, useTabs, singleQuote, semiColons } = options;
  const given = {
    lineWidth,
    indentWidth,
    useTabs,
    quoteStyle: singleQuote === true ? "preferSingle" : undefined,
    semiColons: semiColons === false ? "asi" : undefined,
  };
  const set = Object.entries(given).filter(([, value]) => value !== undefined);
  return { deno: true, ...Object.fromEntries(set) };
}
