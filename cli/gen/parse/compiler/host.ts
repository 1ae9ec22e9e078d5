import { libraryFolder, ts } from "./compiler.ts";
import { toFileName, toFilePath } from "./file_name.ts";
import { LostModules } from "./lost_modules.ts";
import type { Diagnostics } from "../../diagnostics.ts";
import { Projects } from "../resolve/projects.ts";
import { RemoteModules } from "../resolve/remote.ts";
import type { ModuleGraph } from "../../scan/module_graph.ts";
import { Stubs } from "./stub.ts";
import { Resolver, type ResolverTools } from "./resolver.ts";
import { Disk, type Sources } from "../../scan/sources.ts";

// Of the compiler's libraries, the worker's is the nearest to Deno's.
const LIBRARIES = ["lib.esnext.d.ts", "lib.webworker.d.ts"];

/** Tells whether a file is one of the compiler's own declarations. */
export function isLibrary(file: ts.SourceFile): boolean {
  return file.fileName.startsWith(`${libraryFolder}/`);
}

/** What is read of a program. */
export interface ProgramInput {
  /** The files to begin with. */
  readonly files: readonly string[];
  readonly sources: Sources;
  /** Who knows modules that are no files of the project. */
  readonly graph: ModuleGraph;
  /** The folder whose compiler options hold. */
  readonly folder: string;
  /** The specifier of the library's entry point for generated files. */
  readonly proxyModule: string;
  readonly diagnostics: Diagnostics;
}

/** A program with what its specifiers were resolved with. */
export interface LoadedProgram extends ResolverTools {
  readonly program: ts.Program;
}

/** Loads the files and all that they import, ready for questions. */
export function loadProgram(input: ProgramInput): LoadedProgram {
  const { files, sources, graph, folder, diagnostics } = input;
  const projects = new Projects(sources, diagnostics);
  const remote = new RemoteModules(graph, sources, folder);
  const lost = new LostModules(diagnostics);
  const stubs = new Stubs(input.proxyModule);
  const tools = { sources, projects, remote, lost, stubs };
  const resolver = new Resolver(tools);
  const host = createHost(tools, resolver);
  const options = createOptions(projects.section(folder, "compilerOptions"));
  const ambient = projects.ambientOf(folder);
  const load = () => {
    lost.clear();
    const everywhere = ambient.types.flatMap((one) => {
      const found = resolver.resolve(one, `${ambient.folder}/deno.json`, false);
      return "file" in found ? [found.file.path] : [];
    });
    const rootNames = [...files.map(toFileName), ...everywhere];
    return ts.createProgram({ rootNames, options, host });
  };
  const program = load();
  // The first time it is found out which modules there are to ask for.
  return { ...tools, program: remote.load() ? load() : program };
}

function createOptions(
  settings: Readonly<Record<string, unknown>>,
): ts.CompilerOptions {
  const asDeno: ts.CompilerOptions = {
    strict: true,
    // Keeps `undefined` out of members that are merely optional.
    exactOptionalPropertyTypes: true,
  };
  for (const [name, value] of Object.entries(settings)) {
    if (typeof value === "boolean") asDeno[name] = value;
  }
  return {
    ...asDeno,
    allowImportingTsExtensions: true,
    lib: [...LIBRARIES],
    module: ts.ModuleKind.ESNext,
    moduleDetection: ts.ModuleDetectionKind.Force,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    noEmit: true,
    resolveJsonModule: true,
    skipLibCheck: true,
    // Without it the order of a union's members, and with it the text of an
    // inferred type, depends on which files were read before.
    stableTypeOrdering: true,
    target: ts.ScriptTarget.ESNext,
    types: [],
  };
}

function createHost(
  tools: ResolverTools,
  resolver: Resolver,
): ts.CompilerHost {
  const { sources, stubs, remote } = tools;
  const parsed = new Map<string, ts.SourceFile | undefined>();
  const readText = (name: string) =>
    sources.readText(remote.locate(name) ?? toFilePath(name));
  return {
    fileExists: (name) => readText(name) !== undefined,
    readFile: readText,
    getSourceFile: (path, options) => {
      if (!parsed.has(path)) {
        const text = stubs.readText(path);
        parsed.set(path, readSource(path, options, text, readText));
      }
      return parsed.get(path);
    },
    getDefaultLibFileName: () => `${libraryFolder}/lib.esnext.d.ts`,
    getDefaultLibLocation: () => libraryFolder,
    getCurrentDirectory: () => "/",
    getCanonicalFileName: (path) => path,
    useCaseSensitiveFileNames: () => true,
    getNewLine: () => "\n",
    writeFile: () => {},
    // Doc comments are carried over as text.
    jsDocParsingMode: ts.JSDocParsingMode.ParseNone,
    resolveModuleNameLiterals: (literals, _name, _from, _options, user) =>
      literals.map((literal) => ({
        resolvedModule: resolver.resolveImport(literal, user),
      })),
    resolveTypeReferenceDirectiveReferences: (references, containing) =>
      references.map((one) => ({
        resolvedTypeReferenceDirective: resolver.resolveReference(
          typeof one === "string" ? one : one.fileName,
          containing,
        ),
      })),
  };
}

// The compiler's own files are large, never change and are no input.
const libraries = new Map<string, ts.SourceFile>();
const disk = new Disk();

function readSource(
  path: string,
  options: ts.ScriptTarget | ts.CreateSourceFileOptions,
  given: string | undefined,
  readText: (path: string) => string | undefined,
): ts.SourceFile | undefined {
  const isOwn = path.startsWith(`${libraryFolder}/`);
  const known = libraries.get(path);
  if (known !== undefined) return known;
  const text = given ??
    (isOwn ? disk.readText(toFilePath(path)) : readText(path));
  if (text === undefined && isOwn) {
    throw new Deno.errors.NotCapable(`Requires read access to "${path}"`);
  }
  if (text === undefined) return undefined;
  const file = ts.createSourceFile(path, text, options);
  if (isOwn) libraries.set(path, file);
  return file;
}
