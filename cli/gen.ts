/**
 * Writes a typed proxy for every class below `// @generate-proxy`.
 *
 * ```sh
 * deno run --allow-read --allow-write \
 *   jsr:@backstage/actors/gen <output> <scan>...
 * ```
 *
 * It reads what it scans, writes `*_proxy.gen.ts` files into the output folder
 * and `shapes.gen.ts` for what several of them share, and touches no other;
 * `--check` writes nothing. Run it in the version of the library that the
 * program imports. `--help` lists the options.
 *
 * @module
 */
import { escapeControls } from "../src/base/escape_controls.ts";
import { parseArgs } from "@std/cli";
import config from "../deno.json" with { type: "json" };
import { generate, type GenerateOptions } from "./gen/generate.ts";
import { Memory, openStore } from "./gen/scan/build_cache.ts";
import { DenoInfo } from "./gen/scan/deno_info.ts";
import { SHAPES_FILE } from "./gen/model/file_name.ts";
import { joinPath, toPath } from "./gen/paths.ts";
import { Progress, terminal } from "./gen/progress.ts";
import { formatReport, type Report, type ReportStyle } from "./gen/report.ts";
import { isGenerated } from "./gen/scan/scan.ts";
import { watch } from "./gen/watch/watch.ts";
import { diskPort } from "./gen/watch/disk.ts";
import { countChanges } from "./gen/write/write.ts";

const USAGE =
  `Writes typed proxies for the classes below \`// @generate-proxy\`.

Usage: deno run --allow-read --allow-write gen.ts [options] <output> <scan>...

  <output>  the folder for the *_proxy.gen.ts files and shapes.gen.ts, which
            several of them import; other files stay untouched
  <scan>    folders, with all below them, and files to look for markers in

Options:
  --check             write nothing; exit 1 if anything is not up to date
  --watch             keep running, and generate again after every change
  --strict            refuse every part of a message whose type is not known,
                      so that it is copied unchecked
  --json              report as one JSON document on standard output
  --quiet             report nothing but problems
  --import <library>  import the library as this instead of
                      "@backstage/actors": a package, whose entry point
                      "/proxy" is used (jsr:@backstage/actors@0.1), or the
                      path or URL of its mod.ts
  -h, --help          show this text
  --version           show the version

Types of npm:, jsr: and https: modules need --allow-run=deno as well: the
generator asks \`deno info\` where they are in Deno's cache. It downloads
nothing. Without it such values are copied unchecked, with a warning.

Exit codes: 0 all is well, 1 there are problems, 2 the arguments are wrong.
`;

/** A command as the arguments have it. */
interface Command {
  readonly options: GenerateOptions;
  readonly style: ReportStyle;
  readonly isWatch: boolean;
}

/** Runs the generator as a command and returns its exit code. */
export async function main(args: readonly string[]): Promise<number> {
  const command = readCommand(args);
  if ("exitCode" in command) return show(command);
  const { options, style, isWatch } = command;
  try {
    if (isWatch) return await keepGenerating(options, style);
    return show(formatReport(await generate(options), style));
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) return show(explain(error));
    throw error;
  }
}

/** Says which permission is missing, and what gives it. */
function explain({ message }: Error): Report {
  const [what = ""] = message.split(", run again");
  const error =
    `Cannot generate: ${escapeControls(what).replace(/^R/, "r")}; ` +
    "run it with --allow-read and --allow-write\n";
  return { out: "", error, exitCode: 1 };
}

function readCommand(args: readonly string[]): Command | Report {
  const unknown: string[] = [];
  const flags = parseArgs([...args], {
    boolean: ["check", "watch", "strict", "json", "quiet", "help", "version"],
    string: ["import", "_"],
    alias: { help: "h" },
    default: { import: "@backstage/actors" },
    unknown: (argument) => {
      if (argument.startsWith("-")) unknown.push(argument);
    },
  });
  const [output, ...scanned] = flags._.map(String);
  if (flags.help) return { out: USAGE, error: "", exitCode: 0 };
  if (flags.version) {
    return { out: `${config.version}\n`, error: "", exitCode: 0 };
  }
  if (unknown.length > 0) return refuse(`unknown option ${unknown[0]}`);
  if (flags.import === "") return refuse("--import needs a specifier");
  if (flags.watch && flags.check) {
    return refuse("--watch and --check exclude each other");
  }
  if (output === undefined) return refuse("the output folder is missing");
  if (scanned.length === 0) return refuse("the folders to scan are missing");
  return {
    options: {
      output,
      scanned,
      library: flags.import,
      isCheck: flags.check,
      isStrict: flags.strict,
      progress: new Progress(terminal),
      memory: new Memory(openStore()),
      graph: new DenoInfo(),
    },
    style: {
      isCheck: flags.check,
      isJson: flags.json,
      isQuiet: flags.quiet,
      isColoured: Deno.stderr.isTerminal() && !Deno.noColor,
      here: toPath("."),
    },
    isWatch: flags.watch,
  };
}

function refuse(problem: string): Report {
  const error = `Cannot generate: ${escapeControls(problem)}; try --help\n`;
  return { out: "", error, exitCode: 2 };
}

async function keepGenerating(
  options: GenerateOptions,
  style: ReportStyle,
): Promise<number> {
  let known: string | undefined;
  const run = async () => {
    const result = await generate(options);
    const problems = JSON.stringify(result.diagnostics);
    // A run without changes is reported only when the problems changed.
    if (problems !== known || countChanges(result.plan) > 0) {
      show(formatReport(result, style));
    }
    known = problems;
    return result.inputs;
  };
  const paths = options.scanned.map(toPath);
  const shapes = joinPath(toPath(options.output), SHAPES_FILE);
  const isOwn = (path: string) => isGenerated(path) || path === shapes;
  await watch({ run, isOwn }, diskPort, paths);
  return 0;
}

function show({ out, error, exitCode }: Report): number {
  print(Deno.stdout, out);
  print(Deno.stderr, error);
  return exitCode;
}

function print(stream: typeof Deno.stdout, text: string): void {
  let rest = new TextEncoder().encode(text);
  while (rest.length > 0) rest = rest.subarray(stream.writeSync(rest));
}

if (import.meta.main) Deno.exit(await main(Deno.args));
