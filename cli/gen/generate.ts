import { type Diagnostic, Diagnostics } from "./diagnostics.ts";
import type { Memory } from "./scan/build_cache.ts";
import { buildModels } from "./model/model.ts";
import type { ParseOutput } from "./parse/parse.ts";
import { toPath, toUrl } from "./paths.ts";
import type { Progress } from "./progress.ts";
import { locateLibrary, locateProxyModule } from "./model/proxy_module.ts";
import { scan } from "./scan/scan.ts";
import type { ModuleGraph } from "./scan/module_graph.ts";
import { Disk, Recorder, type Sources } from "./scan/sources.ts";
import {
  countChanges,
  hasLost,
  keepAll,
  listOthers,
  NOTHING,
  type OutputFile,
  planWrites,
  readOutput,
  write,
  type WritePlan,
} from "./write/write.ts";

/** The options of one run of the generator. */
export interface GenerateOptions {
  /** The folder to write to. */
  readonly output: string;
  /** The folders and files to scan. */
  readonly scanned: readonly string[];
  /** The specifier by which generated files import the library. */
  readonly library: string;
  /** Whether to report the changes without writing them. */
  readonly isCheck: boolean;
  /** Whether to warn of parts that are copied unchecked. */
  readonly isStrict: boolean;
  readonly progress: Progress;
  readonly memory: Memory;
  /** Who knows modules that are no files of the project. */
  readonly graph: ModuleGraph;
}

/** The outcome of one run of the generator. */
export interface GenerateResult {
  /** The absolute path of the output folder. */
  readonly folder: string;
  readonly plan: WritePlan;
  readonly diagnostics: readonly Diagnostic[];
  /** Whether an error forbade every write. */
  readonly isRefused: boolean;
  /** The files that the outcome depends on. */
  readonly inputs: readonly string[];
}

/** Scans, parses, models, emits, and writes the files that changed. */
export async function generate(
  options: GenerateOptions,
): Promise<GenerateResult> {
  const diagnostics = new Diagnostics();
  const folder = toPath(options.output);
  const disk = new Disk();
  const present = readOutput(folder, diagnostics);
  const asGiven = { folder, present, scanned: options.scanned.map(toPath) };
  const others = listOthers(asGiven, diagnostics);
  const files = await scan(
    [...options.scanned, ...others],
    disk,
    diagnostics,
  );
  const { library, isStrict } = options;
  const situation = { folder, library, isStrict, files };
  const output = { ...asGiven, scanned: [...asGiven.scanned, ...others] };
  const known = options.memory.recall({ ...situation, present }, disk);
  if (known !== undefined && !diagnostics.hasErrors && !hasLost(output)) {
    return finish(folder, keepAll(output), diagnostics, pick(known, disk));
  }

  const sources = new Recorder(disk);
  const emitted = await emitAll(files, sources, folder, options, diagnostics);
  options.progress.clear();
  const plan = planWrites(output, emitted, diagnostics);
  if (!options.isCheck && !diagnostics.hasErrors) {
    write(folder, plan, diagnostics);
  }
  const isUpToDate = !options.isCheck || countChanges(plan) === 0;
  const { asked } = sources;
  if (isUpToDate && diagnostics.sorted.length === 0) {
    const now = readOutput(folder, diagnostics);
    options.memory.note({ ...situation, present: now }, asked, disk);
  }
  return finish(folder, plan, diagnostics, pick(asked, disk));
}

function pick(paths: readonly string[], sources: Sources): string[] {
  return paths.filter((path) => sources.readText(path) !== undefined);
}

function finish(
  folder: string,
  plan: WritePlan,
  diagnostics: Diagnostics,
  inputs: readonly string[],
): GenerateResult {
  const { sorted, hasErrors: isRefused } = diagnostics;
  return {
    folder,
    plan: isRefused ? NOTHING : plan,
    diagnostics: sorted,
    isRefused,
    inputs,
  };
}

async function emitAll(
  files: readonly string[],
  sources: Sources,
  folder: string,
  { progress, library, isStrict, graph }: GenerateOptions,
  diagnostics: Diagnostics,
): Promise<OutputFile[]> {
  if (files.length === 0) return [];
  // The compiler and the formatter are large, so they load when needed.
  const { parse } = await import("./parse/parse.ts");
  const proxyModule = locateProxyModule(library, folder);
  const { actors, formatting }: ParseOutput = parse({
    files,
    sources,
    graph,
    outputFolder: folder,
    proxyModule: proxyModule.startsWith(".")
      ? new URL(proxyModule, toUrl(`${folder}/`)).href
      : proxyModule,
    isStrict,
    diagnostics,
    progress,
  });
  const target = { folder, proxyModule, library: locateLibrary(library) };
  const model = buildModels(actors, target, diagnostics);
  if (diagnostics.hasErrors || actors.length === 0) return [];
  const { emitFolder } = await import("./emit/folder.ts");
  const { layOut } = await import("./write/lay_out.ts");
  const { loadFormatter } = await import("./write/format.ts");
  const format = await loadFormatter(formatting);
  const written: OutputFile[] = [];
  for (const draft of emitFolder(model)) {
    progress.report("Writing", written.length, actors.length);
    written.push(...layOut(draft, folder, format, diagnostics));
  }
  return written;
}
