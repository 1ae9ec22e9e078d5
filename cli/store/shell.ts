import { runEditor } from "./editor.ts";

/** What a command writes to and asks. */
export interface Shell {
  /** How many columns a line may have. */
  readonly columns: number;
  /** Whether standard output shows colours. */
  readonly isColoured: boolean;
  /** Writes to standard output. */
  out(text: string): void;
  /** Writes to standard error. */
  error(text: string): void;
  /** Asks a person, who may say yes; `null` without a terminal. */
  ask(question: string): boolean | null;
  /** Lets a person edit a file. */
  edit(path: string): Promise<void>;
  /** The time, in milliseconds since the epoch. */
  now(): number;
}

const PIPE_COLUMNS = 120;

/** The shell that the command was started in. */
export const realShell: Shell = {
  get columns() {
    return Deno.stdout.isTerminal() ? Deno.consoleSize().columns : PIPE_COLUMNS;
  },
  get isColoured() {
    return Deno.stdout.isTerminal() && !Deno.noColor;
  },
  out: (text) => print(Deno.stdout, text),
  error: (text) => print(Deno.stderr, text),
  ask: (question) => Deno.stdin.isTerminal() ? confirm(question) : null,
  edit: runEditor,
  now: () => Date.now(),
};

function print(stream: typeof Deno.stdout, text: string): void {
  let rest = new TextEncoder().encode(text);
  while (rest.length > 0) rest = rest.subarray(stream.writeSync(rest));
}
