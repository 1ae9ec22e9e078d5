/**
 * Shows the top actors of a running engine in a terminal.
 *
 * ```sh
 * deno run --allow-net jsr:@backstage/actors/inspect <link>
 * ```
 *
 * The link is what the program printed when its inspector started. In a pipe,
 * or with `--once` or `--json`, it prints one picture and ends. `--help` lists
 * the options, the columns and the keys.
 *
 * @module
 */
import { escapeControls, writeJson } from "../src/base/escape_controls.ts";
import { parseArgs } from "@std/cli";
import config from "../deno.json" with { type: "json" };
import type { ActorColumn } from "../src/inspector/wire/protocol.ts";
import {
  Connection,
  ConnectionError,
  type Picture,
  type Selection,
} from "./inspect/connection.ts";
import { showScreen } from "./inspect/screen.ts";
import { COLUMNS, layOut, summarize } from "./inspect/table.ts";
import { RealTerminal } from "./inspect/terminal.ts";

const SORTS = COLUMNS.map(({ sort }) => sort).join(", ");

const USAGE = `Shows the top actors of a running engine, refreshed every second.

Usage: deno run --allow-net inspect.ts [options] <link>

  <link>  what the program printed when its inspector started:
          http://127.0.0.1:4321/?token=...

Options:
  --sort <column>  what comes first, the most of it: rate unless given, and
                   see below
  --filter <text>  only actors whose type/id has this text in it
  --limit <rows>   how many actors a table or document has at most; 50 unless
                   given, 500 at most
  --once           print one picture and end; so does a pipe
  --json           print one picture as a JSON document and end
  -h, --help       show this text
  --version        show the version

Columns: ${SORTS}.
Keys: the letters in the last line sort, once more turns round; arrows, space
and b scroll; q quits.
Exit codes: 0 all is well, 1 no inspector answers, 2 the arguments are wrong.
`;

/** Milliseconds between the two looks that a rate needs. */
const BETWEEN_MS = 1_000;
const PIPE_COLUMNS = 160;
const MAX_LIMIT = 500;

/** The command that the arguments ask for. */
interface Command {
  readonly link: URL;
  readonly selection: Selection;
  readonly isOnce: boolean;
  readonly isJson: boolean;
}

/** The text that is printed instead, and the exit code. */
interface Report {
  readonly out: string;
  readonly error: string;
  readonly exitCode: number;
}

/** Runs the inspector's terminal side; returns its exit code. */
export async function main(args: readonly string[]): Promise<number> {
  const command = readCommand(args);
  if ("exitCode" in command) return report(command);
  try {
    if (command.isOnce) await showOnce(command);
    else await showLive(command);
    return 0;
  } catch (error) {
    return report(explain(error));
  }
}

async function showLive({ link, selection }: Command): Promise<void> {
  // Connects before the screen is cleared: an error is a plain line.
  using first = await Connection.open(link);
  let next: Connection | null = first;
  using terminal = new RealTerminal();
  await showScreen(terminal, async () => {
    const connection = next ?? await Connection.open(link);
    next = null;
    return connection;
  }, selection);
}

async function showOnce(
  { link, selection, isJson }: Command,
): Promise<void> {
  using connection = await Connection.open(link);
  await connection.look(selection);
  await new Promise((resolve) => setTimeout(resolve, BETWEEN_MS));
  const picture = await connection.look(selection);
  print(Deno.stdout, isJson ? toJson(picture) : toTable(picture));
}

function toJson(picture: Picture): string {
  return `${writeJson(picture, 2)}\n`;
}

function toTable(picture: Picture): string {
  const lines = [
    ...summarize(picture, PIPE_COLUMNS),
    "",
    ...layOut(picture.actors.rows, PIPE_COLUMNS),
  ];
  return `${lines.join("\n")}\n`;
}

function readCommand(args: readonly string[]): Command | Report {
  const unknown: string[] = [];
  const flags = parseArgs([...args], {
    boolean: ["once", "json", "help", "version"],
    string: ["sort", "filter", "limit", "_"],
    alias: { help: "h" },
    default: { sort: "rate", filter: "", limit: "50" },
    unknown: (argument) => {
      if (argument.startsWith("-")) unknown.push(argument);
    },
  });
  if (flags.help) return { out: USAGE, error: "", exitCode: 0 };
  if (flags.version) {
    return { out: `${config.version}\n`, error: "", exitCode: 0 };
  }
  if (unknown.length > 0) return refuse(`unknown option ${unknown[0]}`);
  const [text, ...more] = flags._.map(String);
  if (text === undefined) return refuse("the link is missing");
  if (more.length > 0) return refuse("there is more than one link");
  const link = readLink(text);
  if (link === null) return refuse("the link is not one of http: or https:");
  const column = COLUMNS.find(({ sort }) => sort === flags.sort);
  if (column === undefined) return refuse(`--sort must be one of ${SORTS}`);
  const limit = Number(flags.limit);
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT) {
    return refuse(`--limit must be a whole number from 1 to ${MAX_LIMIT}`);
  }
  return {
    link,
    selection: select(column.sort, flags.filter, limit),
    isOnce: flags.once || flags.json || !isInteractive(),
    isJson: flags.json,
  };
}

function select(sort: ActorColumn, filter: string, limit: number): Selection {
  return { sort, descending: sort !== "id", filter, offset: 0, limit };
}

function isInteractive(): boolean {
  return Deno.stdin.isTerminal() && Deno.stdout.isTerminal();
}

function readLink(text: string): URL | null {
  const link = URL.parse(text);
  const isHttp = link?.protocol === "http:" || link?.protocol === "https:";
  return isHttp ? link : null;
}

function refuse(problem: string): Report {
  const error = `Cannot inspect: ${escapeControls(problem)}; try --help\n`;
  return { out: "", error, exitCode: 2 };
}

function explain(error: unknown): Report {
  if (error instanceof ConnectionError) {
    return {
      out: "",
      error: `${escapeControls(error.message)}\n`,
      exitCode: 1,
    };
  }
  if (error instanceof Deno.errors.NotCapable) {
    const text =
      "Cannot inspect: it may not connect, run it with --allow-net\n";
    return { out: "", error: text, exitCode: 1 };
  }
  throw error;
}

function report({ out, error, exitCode }: Report): number {
  print(Deno.stdout, out);
  print(Deno.stderr, error);
  return exitCode;
}

function print(stream: typeof Deno.stdout, text: string): void {
  let rest = new TextEncoder().encode(text);
  while (rest.length > 0) rest = rest.subarray(stream.writeSync(rest));
}

if (import.meta.main) Deno.exit(await main(Deno.args));
