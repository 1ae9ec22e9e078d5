import { ts } from "../compiler/compiler.ts";
import { baseOf, folderOf, isWithin, joinPath } from "../../paths.ts";
import type { RemotePackage } from "../../scan/module_graph.ts";
import { listNames, realPath, type Sources } from "../../scan/sources.ts";

/** A file that the compiler found for a specifier. */
export interface FoundFile {
  readonly path: string;
  readonly extension: string;
}

// Folders that no disk has: in each, a package sees what it may import.
const VIEW = "/\ue001/";
const VIEWED = new RegExp(
  `^${VIEW}(\\d+)/node_modules/((?:@[^/]+/)?[^/]+)(/.*)?$`,
);

const VIEW_FOLDER = new RegExp(`^${VIEW}\\d+(?:/node_modules(?:/@[^/]+)?)?$`);

// What Deno's checker asks for beside `types` and `import`.
const OPTIONS: ts.CompilerOptions = {
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  module: ts.ModuleKind.ESNext,
  customConditions: ["deno", "node"],
  resolveJsonModule: true,
};

/**
 * Finds the types of npm packages with the compiler's own rules: their
 * `exports`, `types`, `typesVersions`, and `@types` beside them.
 */
export class Packages {
  readonly #sources: Sources;
  readonly #depth: number;
  readonly #packages: RemotePackage[] = [];
  readonly #byId = new Map<string, number>();
  readonly #host: ts.ModuleResolutionHost;
  readonly #names = new Map<string, ReadonlySet<string>>();
  readonly #cache = ts.createModuleResolutionCache(
    "/",
    (name) => name,
    OPTIONS,
  );

  constructor(sources: Sources, home: string) {
    this.#sources = sources;
    this.#depth = depthOf(`${home}/`);
    this.#host = {
      fileExists: (name) =>
        this.#mayExist(name) &&
        this.#readText(name) !== undefined,
      directoryExists: (name) =>
        VIEW_FOLDER.test(name) || this.#listOf(name).size > 0,
      readFile: (name) => this.#readText(name),
      realpath: (name) => realPath(this.#toReal(name) ?? name),
      getCurrentDirectory: () => "/",
      useCaseSensitiveFileNames: true,
    };
  }

  /** Adds packages; ids are those of one lock file, or of one cache. */
  add(packages: ReadonlyMap<string, RemotePackage>, scope: string): void {
    for (const [id, one] of packages) {
      const dependencies = one.dependencies.map((other) => `${scope} ${other}`);
      this.#byId.set(`${scope} ${id}`, this.#packages.length);
      this.#packages.push({ ...one, dependencies });
    }
  }

  /** Finds the types of a package's entry point. */
  find(id: string, part: string, scope: string): FoundFile | undefined {
    const index = this.#byId.get(`${scope} ${id}`);
    const name = this.#packages[index ?? -1]?.name;
    return name === undefined
      ? undefined
      : this.#resolve(`${name}${part}`, `${VIEW}${index}/a.ts`);
  }

  /** Returns a package's folder if its files are not there. */
  findAbsent(id: string, scope: string): string | undefined {
    const found = this.#packages[this.#byId.get(`${scope} ${id}`) ?? -1];
    if (found === undefined) return undefined;
    const manifest = joinPath(found.folder, "package.json");
    return this.#sources.readText(manifest) === undefined
      ? found.folder
      : undefined;
  }

  /** Finds what a specifier means in a file of a package, or below one. */
  findFrom(specifier: string, path: string): FoundFile | undefined {
    const index = this.#packages.findIndex(({ folder }) =>
      isWithin(folder, path)
    );
    const isNear = index < 0 || /^[./#]/.test(specifier);
    return this.#resolve(specifier, isNear ? path : `${VIEW}${index}/a.ts`);
  }

  /** Whether a file belongs to a package. */
  owns(path: string): boolean {
    return depthOf(path) > this.#depth ||
      this.#packages.some(({ folder }) => isWithin(folder, path));
  }

  #resolve(specifier: string, from: string): FoundFile | undefined {
    const { resolvedModule: found } = ts.resolveModuleName(
      specifier,
      from,
      OPTIONS,
      this.#host,
      this.#cache,
    );
    return found && {
      path: found.resolvedFileName,
      extension: found.extension,
    };
  }

  /** The compiler looks for many files, and a folder has them all. */
  #mayExist(name: string): boolean {
    return this.#listOf(folderOf(name)).has(baseOf(name));
  }

  #listOf(folder: string): ReadonlySet<string> {
    const path = this.#toReal(folder);
    if (path === undefined) return new Set();
    let names = this.#names.get(path);
    if (names === undefined) {
      names = listNames(path);
      this.#names.set(path, names);
    }
    return names;
  }

  #readText(name: string): string | undefined {
    const path = this.#toReal(name);
    return path === undefined ? undefined : this.#sources.readText(path);
  }

  /** Turns a file within a view into the one that is seen there. */
  #toReal(name: string): string | undefined {
    if (!name.startsWith(VIEW)) return name;
    const [, index, dependency = "", rest = ""] = VIEWED.exec(name) ?? [];
    const own = this.#packages[Number(index)];
    if (own === undefined) return undefined;
    const seen = own.name === dependency
      ? own
      : this.#findByName(dependency, own);
    return seen && `${seen.folder}${rest}`;
  }

  #findByName(
    name: string,
    { dependencies }: RemotePackage,
  ): RemotePackage | undefined {
    const own = dependencies
      .map((id) => this.#packages[this.#byId.get(id) ?? -1])
      .find((one) => one?.name === name);
    // A program adds the types of a package beside it.
    return own ??
      (name.startsWith("@types/")
        ? this.#packages.find((one) => one.name === name)
        : undefined);
  }
}

/** In how many `node_modules` a path is: a project may be in one itself. */
function depthOf(path: string): number {
  return path.split("/node_modules/").length;
}
