import { libraryFolder, ts } from "./compiler.ts";
import type { Projects } from "./config.ts";
import { toFileName, toFilePath } from "./file_name.ts";
import type { Stubs } from "./stub.ts";
import { folderOf } from "../../paths.ts";
import { Disk, type Sources } from "../../scan/sources.ts";

// Of the compiler's libraries, the worker's is the nearest to Deno's.
const LIBRARIES = ["lib.esnext.d.ts", "lib.webworker.d.ts"];

const EXTENSION = /(?:(?:\.d)?\.[cm]?tsx?|\.json)$/;

/** Tells whether a file is one of the compiler's own declarations. */
export function isLibrary(file: ts.SourceFile): boolean {
  return file.fileName.startsWith(`${libraryFolder}/`);
}

/** Loads the files and all that they import, ready for questions. */
export function createProgram(
  files: readonly string[],
  sources: Sources,
  projects: Projects,
  settings: Readonly<Record<string, unknown>>,
  stubs: Stubs,
): ts.Program {
  return ts.createProgram({
    rootNames: files.map(toFileName),
    options: createOptions(settings),
    host: createHost(sources, projects, stubs),
  });
}

/** Finds the local file that a specifier means; a generated one may be new. */
function findSource(
  specifier: string,
  folder: string,
  sources: Sources,
  projects: Projects,
  stubs: Stubs,
): string | undefined {
  const found = projects.resolve(specifier, folder);
  if (!("path" in found)) return undefined;
  const { path } = found;
  if (stubs.replaces(path)) return path;
  if (!EXTENSION.test(path)) return undefined;
  return sources.readText(path) === undefined ? undefined : path;
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
  sources: Sources,
  projects: Projects,
  stubs: Stubs,
): ts.CompilerHost {
  return {
    fileExists: (name) => sources.readText(toFilePath(name)) !== undefined,
    readFile: (name) => sources.readText(toFilePath(name)),
    getSourceFile: (path, options) => readSource(path, options, sources, stubs),
    getDefaultLibFileName: () => `${libraryFolder}/lib.esnext.d.ts`,
    getDefaultLibLocation: () => libraryFolder,
    getCurrentDirectory: () => "/",
    getCanonicalFileName: (path) => path,
    useCaseSensitiveFileNames: () => true,
    getNewLine: () => "\n",
    writeFile: () => {},
    // Doc comments are carried over as text.
    jsDocParsingMode: ts.JSDocParsingMode.ParseNone,
    resolveModuleNameLiterals: (literals, containing, _from, _options, user) =>
      literals.map(({ text }) => {
        const folder = folderOf(toFilePath(containing));
        const path = findSource(text, folder, sources, projects, stubs);
        if (path === undefined) return { resolvedModule: undefined };
        const resolvedFileName = stubs.replaces(path)
          ? stubs.make(path, text, user)
          : toFileName(path);
        const extension = EXTENSION.exec(path)?.[0] ?? ".ts";
        return { resolvedModule: { resolvedFileName, extension } };
      }),
  };
}

// The compiler's own files are large, never change and are no input.
const libraries = new Map<string, ts.SourceFile>();
const disk = new Disk();

function readSource(
  path: string,
  options: ts.ScriptTarget | ts.CreateSourceFileOptions,
  sources: Sources,
  stubs: Stubs,
): ts.SourceFile | undefined {
  const isOwn = path.startsWith(`${libraryFolder}/`);
  const known = libraries.get(path);
  if (known !== undefined) return known;
  const text = stubs.readText(path) ??
    (isOwn ? disk : sources).readText(toFilePath(path));
  if (text === undefined && isOwn) {
    throw new Deno.errors.NotCapable(`Requires read access to "${path}"`);
  }
  if (text === undefined) return undefined;
  const file = ts.createSourceFile(path, text, options);
  if (isOwn) libraries.set(path, file);
  return file;
}
