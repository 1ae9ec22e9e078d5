import { escapeControls, hasControls } from "./escape_controls.ts";

const FRAME = /^ {4}at /;
/** Causes of causes that are written. */
const MAX_DEPTH = 8;

/**
 * Returns an error as text if its own texts would command a terminal or forge
 * a line of a log; anything else as it is.
 */
export function escapeError(datum: unknown): unknown {
  try {
    if (!(datum instanceof Error)) return datum;
    return isSafe(datum, 0) ? datum : writeError(datum, 0);
  } catch {
    return "(an error that cannot be read)";
  }
}

function isSafe(error: Error, depth: number): boolean {
  const { cause, stack = "" } = error;
  const [head = "", ...frames] = stack.split("\n");
  const texts = [head, ...frames, String(error.name), String(error.message)];
  return frames.every((line) => FRAME.test(line)) && !texts.some(hasControls) &&
    [cause, ...listErrors(error)].every((one) =>
      !(one instanceof Error) || depth < MAX_DEPTH && isSafe(one, depth + 1)
    );
}

function writeError(error: Error, depth: number): string {
  const head = `${error.name}: ${error.message}`;
  const { cause, stack = "" } = error;
  const rest = stack.startsWith(head) ? stack.slice(head.length) : stack;
  const frames = rest.split("\n").filter((line) => FRAME.test(line));
  const lines = [indent(head), ...frames.map(escapeControls)];
  if (depth === MAX_DEPTH) return lines.join("\n");
  if (cause !== undefined) lines.push(`Caused by ${write(cause, depth + 1)}`);
  for (const one of listErrors(error)) {
    lines.push(`    with ${write(one, depth + 1)}`);
  }
  return lines.join("\n");
}

function write(value: unknown, depth: number): string {
  return value instanceof Error
    ? writeError(value, depth)
    : escapeControls(String(value));
}

function listErrors(error: Error): readonly unknown[] {
  if (!(error instanceof AggregateError)) return [];
  return Array.from<unknown>(error.errors).slice(0, MAX_DEPTH);
}

/** Sets further lines of a message off, so that none begins a line of a log. */
function indent(text: string): string {
  return text.split(/\r?\n/).map(escapeControls).join("\n    ");
}
