import { escapeControls, quote } from "../../src/base/escape_controls.ts";
import { parseArgs } from "@std/cli";
import { type Options, readActor } from "./task.ts";
import { type Verb, VERBS } from "./verbs.ts";

/** What the arguments ask for. */
export interface Request {
  readonly file: string;
  readonly verb: Verb;
  readonly words: readonly string[];
  readonly options: Options;
}

/** What is asked for that no store is needed for. */
export type Aside = "help" | "version";

/** Says what is wrong with the arguments. */
export class ArgumentError extends Error {
  override readonly name = "ArgumentError";
}

const FLAGS = ["json", "replace", "types", "yes"] as const;
const TEXTS = [
  "actors",
  "after",
  "filter",
  "from",
  "limit",
  "reminder",
  "send",
  "state-version",
  "type",
] as const;

/** The flags that were given, by their names. */
type Given = ReadonlyMap<string, string | boolean>;

/**
 * Reads arguments.
 *
 * @throws {ArgumentError} If they are wrong.
 */
export function readArguments(args: readonly string[]): Request | Aside {
  const unknown: string[] = [];
  const flags = parseArgs(joinStandard(args), {
    boolean: ["help", "version", ...FLAGS],
    string: [...TEXTS, "_"],
    alias: { help: "h" },
    unknown: (argument) => {
      const isFlag = argument.startsWith("-") && argument !== "-";
      if (isFlag) unknown.push(argument);
    },
  });
  if (flags.help) return "help";
  if (flags.version) return "version";
  if (unknown.length > 0) throw wrong(`unknown option ${unknown[0]}`);
  const [file, name, ...words] = flags._.map(String);
  if (file === undefined) throw wrong("the file of the store is missing");
  const verb = VERBS.find((verb) => verb.name === name);
  if (verb === undefined) throw ofVerb(name);
  const given = new Map<string, string | boolean>();
  for (const flag of [...FLAGS, ...TEXTS]) {
    const value = flags[flag];
    if (value !== undefined && value !== false) given.set(flag, value);
  }
  checkWords(verb, words);
  checkOptions(verb, given);
  return { file, verb, words, options: readOptions(given) };
}

/** Takes `-` for the value that it is, which looks like an option. */
function joinStandard(args: readonly string[]): string[] {
  return args.flatMap((argument, at) => {
    if (argument === "--from" && args[at + 1] === "-") return ["--from=-"];
    return argument === "-" && args[at - 1] === "--from" ? [] : [argument];
  });
}

function ofVerb(name: string | undefined): ArgumentError {
  const names = VERBS.map(({ name }) => name).join(", ");
  const what = name === undefined ? "what to do is missing" : quote(name);
  return wrong(
    name === undefined
      ? `${what}: one of ${names}`
      : `${what} is none of ${names}`,
  );
}

function checkWords(verb: Verb, words: readonly string[]): void {
  const { name, words: wanted } = verb;
  const missing = wanted[words.length];
  if (missing !== undefined && !missing.startsWith("[")) {
    throw wrong(`${name} needs ${missing}`);
  }
  if (words.length > wanted.length) {
    throw wrong(`${name} takes no ${quote(words[wanted.length]!)}`);
  }
  const isActor = wanted[0] === "<Type/id>";
  if (isActor && readActor(words[0]!) === null) {
    throw wrong(`${quote(words[0]!)} is no Type/id`);
  }
}

function checkOptions({ name, options }: Verb, given: Given): void {
  const other = given.keys().find((option) => !options.includes(option));
  if (other !== undefined) throw wrong(`${name} has no option --${other}`);
  const empty = TEXTS.find((option) => given.get(option) === "");
  if (empty !== undefined) throw wrong(`--${empty} needs a value`);
}

function readOptions(given: Given): Options {
  const options: Record<string, unknown> = Object.fromEntries(given);
  const after = given.get("after");
  if (typeof after === "string") {
    options["after"] = readActor(after);
    if (options["after"] === null) throw wrong("--after needs a Type/id");
  }
  for (const name of ["limit", "send", "state-version"]) {
    const value = given.get(name);
    if (value === undefined) continue;
    const number = Number(value);
    if (!Number.isSafeInteger(number) || number < 1) {
      throw wrong(`--${name} must be a whole number from 1 on`);
    }
    options[name] = number;
  }
  const { ["state-version"]: stateVersion, ...rest } = options;
  return stateVersion === undefined
    ? rest
    : { ...rest, stateVersion } as Options;
}

function wrong(problem: string): ArgumentError {
  return new ArgumentError(
    `Cannot use the store: ${escapeControls(problem)}; try --help`,
  );
}
