import { escapeControls } from "../../src/base/escape_controls.ts";
import config from "../../deno.json" with { type: "json" };
import { StoreError } from "../../src/store/store_error.ts";
import { ArgumentError, readArguments, type Request } from "./arguments.ts";
import { CommandError } from "./command_error.ts";
import type { OpenOptions } from "./open_file.ts";
import type { Shell } from "./shell.ts";
import type { StoreFile } from "./task.ts";
import { USAGE } from "./usage.ts";

/** What a command is run with. */
export interface Surroundings {
  readonly shell: Shell;
  /** Opens a store's file. */
  open(path: string, options: OpenOptions): Promise<StoreFile>;
}

/** Runs the command that arguments ask for; returns its exit code. */
export async function runCommand(
  args: readonly string[],
  surroundings: Surroundings,
): Promise<number> {
  const { shell } = surroundings;
  try {
    const request = readArguments(args);
    if (typeof request === "object") return await run(request, surroundings);
    shell.out(request === "help" ? USAGE : `${config.version}\n`);
    return 0;
  } catch (error) {
    shell.error(`${escapeControls(explain(error))}\n`);
    return error instanceof ArgumentError ? 2 : 1;
  }
}

function run(
  { file, verb, words, options }: Request,
  { shell, open }: Surroundings,
): Promise<number> {
  const openIt = () => open(file, verb.opens ?? {});
  return verb.run({ words, options, shell, open: openIt });
}

function explain(error: unknown): string {
  if (error instanceof Deno.errors.NotCapable) {
    const [what = ""] = error.message.split(", run again");
    return `Cannot use the store: ${what.replace(/^R/, "r")}; --help lists ` +
      "the permissions";
  }
  const isKnown = error instanceof ArgumentError ||
    error instanceof CommandError || error instanceof StoreError;
  if (isKnown) return error.message;
  throw error;
}
