import { Projects } from "./compiler/config.ts";
import { readClass } from "./class.ts";
import { toFileName } from "./compiler/file_name.ts";
import { createProgram } from "./compiler/host.ts";
import { findMarkedClasses } from "./marker.ts";
import { References } from "./compiler/references.ts";
import { Stubs } from "./compiler/stub.ts";
import { reportSyntax } from "./syntax.ts";
import type { Diagnostics } from "../diagnostics.ts";
import type { ActorFacts } from "../model/facts.ts";
import type { Progress } from "../progress.ts";
import type { Sources } from "../scan/sources.ts";

/** The input of the parser. */
export interface ParseInput {
  /** The files that may have markers; absolute paths. */
  readonly files: readonly string[];
  readonly sources: Sources;
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
  const projects = new Projects(sources, diagnostics);
  const settings = projects.section(outputFolder, "compilerOptions");
  const formatting = projects.section(outputFolder, "fmt");
  const stubs = new Stubs(input.proxyModule);
  const program = createProgram(files, sources, projects, settings, stubs);
  const checker = program.getTypeChecker();
  const tools = {
    checker,
    diagnostics,
    references: new References({
      checker,
      projects,
      sources,
      diagnostics,
      stubs,
      outputFolder,
    }),
    isStrict: input.isStrict,
  };
  reportSyntax(program, diagnostics);
  const actors = files.flatMap((path, index) => {
    progress.report("Reading", index, files.length);
    const file = program.getSourceFile(toFileName(path));
    if (file === undefined) return [];
    return [...findMarkedClasses(file, diagnostics)]
      .flatMap((node) => readClass(node, tools) ?? []);
  });
  return { actors, formatting };
}
