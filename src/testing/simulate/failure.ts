import { describeThrown, readThrownText } from "../../base/thrown.ts";
import type { Ended } from "./run.ts";

/** Where the files of this library are. */
const LIBRARY = URL.parse("../../../", import.meta.url)?.href ?? "";
/** What of a stack says where an assertion stands, not what it is made of. */
const FRAME = /((?:file|https?|data|blob):[^\s)]+):(\d+):(\d+)\)?$/;

/** Tells whether two runs failed at the same assertion. */
export function isSameFailure(a: Ended, b: Ended): boolean {
  return a.failure !== null && b.failure !== null &&
    nameFailure(a.failure.error) === nameFailure(b.failure.error);
}

/** Names what failed: the kind of the error, and the line that threw it. */
export function nameFailure(error: unknown): string {
  const name = readThrownText(error, "name") ?? typeof error;
  const line = findLine(error);
  // What differs from run to run in one sentence is its numbers.
  return `${name} ${line ?? describeThrown(error).replaceAll(/\d+/g, "#")}`;
}

/** Finds the line that threw, outside of this library and of assertions. */
function findLine(error: unknown): string | null {
  for (const frame of listFrames(readThrownText(error, "stack"))) {
    const { file } = frame;
    if (isOwn(file) || /[/@]assert(?:\/|@|ions?\b)/.test(file)) continue;
    return `${file}:${frame.line}`;
  }
  return null;
}

/** Finds the file whose code called into this library. */
export function findCaller(stack: string | undefined): string | null {
  for (const { file } of listFrames(stack)) {
    if (!isOwn(file)) return file;
  }
  return null;
}

/** Has an error tell where this library was called, not where it was made. */
export function pointAtCaller(error: Error, stack: string | undefined): void {
  const frames = stack?.split("\n").filter((text) => {
    const [, file] = FRAME.exec(text) ?? [];
    return file !== undefined && !isOwn(file);
  });
  error.stack = [`${error.name}: ${error.message}`, ...frames ?? []].join("\n");
}

function isOwn(file: string): boolean {
  // A bundle may come from where no folders are.
  if (LIBRARY === "") return false;
  return file.startsWith(`${LIBRARY}src/`) || file === `${LIBRARY}mod.ts`;
}

function* listFrames(
  stack: string | undefined,
): Generator<{ readonly file: string; readonly line: string }> {
  for (const text of stack?.split("\n") ?? []) {
    const [, file, line] = FRAME.exec(text) ?? [];
    if (file !== undefined && line !== undefined) yield { file, line };
  }
}
