import { readClass } from "./class.ts";
import { toFileName } from "./compiler/file_name.ts";
import { loadProgram } from "./compiler/host.ts";
import { findMarkedClasses } from "./marker.ts";
import { References } from "./compiler/references.ts";
import { reportSyntax } from "./syntax.ts";
import type { Diagnostics } from "../diagnostics.ts";
import type { ActorFacts } from "../model/facts.ts";
import type { Progress } from "../progress.ts";
import type { ModuleGraph } from "../scan/module_graph.ts";
import type { Sources } from "../scan/sources.ts";

/** The input of the parser. */
export interface ParseInput {
  /** The files that may have markers; absolute paths. */
  readonly files: readonly string[];
  readonly sources: Sources;
  /** Who knows modules that are no files of the project. */
  readonly graph: ModuleGraph;
  /** The absolute path of the output folder. */
  readonly outputFolder: string;
  /** The specifier of the library's entry point for generated files. */
  readonly proxyModule: string;
  /** Whether to warn of parts that are copied unchecked. */
  readonly isStrict: boolean;
  readonly diagnostics: Diagnostics;
  readonly progress: Progress;
}

/** The output of the parser. */
export interface ParseOutput {
  readonly actors: readonly ActorFacts[];
  /** The `fmt` options that hold in the output folder. */
  readonly formatting: Readonly<Record<string, unknown>>;
}

/** Reads the marked classes with the TypeScript compiler. */
export function parse(input: ParseInput): ParseOutput {
  const { files, sources, outputFolder, diagnostics, progress } = input;
  const { program, ...resolved } = loadProgram({
    ...{ files, sources, diagnostics, graph: input.graph },
    folder: outputFolder,
    proxyModule: input.proxyModule,
  });
  const { projects, remote, lost } = resolved;
  const formatting = projects.section(outputFolder, "fmt");
  const checker = program.getTypeChecker();
  const tools = {
    checker,
    diagnostics,
    references: new References({
      ...resolved,
      ...{ program, checker, outputFolder },
    }),
    lost,
    isStrict: input.isStrict,
  };
  reportSyntax(program, remote, diagnostics);
  const actors = files.flatMap((path, index) => {
    progress.report("Reading", index, files.length);
    const file = program.getSourceFile(toFileName(path));
    if (file === undefined) return [];
    return [...findMarkedClasses(file, diagnostics)]
      .flatMap((node) => readClass(node, tools) ?? []);
  });
  return { actors, formatting };
}
