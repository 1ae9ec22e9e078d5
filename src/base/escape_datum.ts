import { escapeControls, hasControls } from "./escape_controls.ts";
import { describeThrown } from "./thrown.ts";

type Inspect = (value: unknown) => string;

/** What of Node's `process` gives its own way to write objects. */
interface NodeProcess {
  getBuiltinModule?(name: string): { inspect: Inspect } | undefined;
}

/** A line that begins no line of a log: indented, or the end of a value. */
const INNER = /^(?: |[\])}]+,?$)/;

/** How the platform's console writes objects; unknown in a browser. */
const inspect: Inspect | undefined = findInspect();

/**
 * Returns an object or error as text if a console that writes it out would
 * command a terminal or forge a line of a log; anything else as it is.
 *
 * The whole of what the console would write is looked at, for texts that came
 * from anywhere lie in members, names and errors within errors, too.
 */
export function escapeDatum(datum: unknown): unknown {
  if (inspect === undefined || !isObject(datum)) return datum;
  try {
    const lines = inspect(datum).split("\n");
    return lines.every(isSafe) ? datum : lines.map(escapeLine).join("\n");
  } catch {
    return `(${escapeControls(describeThrown(datum))})`;
  }
}

function isObject(datum: unknown): boolean {
  return typeof datum === "function" ||
    (typeof datum === "object" && datum !== null);
}

function isSafe(line: string, index: number): boolean {
  return !hasControls(line) && (index === 0 || INNER.test(line));
}

function escapeLine(line: string, index: number): string {
  const indent = index === 0 || INNER.test(line) ? "" : "    ";
  return indent + escapeControls(line);
}

function findInspect(): Inspect | undefined {
  if (typeof Deno !== "undefined") return (value) => Deno.inspect(value);
  const process: NodeProcess | undefined = Reflect.get(
    globalThis,
    "process" as string,
  );
  return process?.getBuiltinModule?.("node:util")?.inspect;
}
