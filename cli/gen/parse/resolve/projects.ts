import { isBuiltin } from "node:module";
import type { Diagnostics } from "../../diagnostics.ts";
import {
  folderOf,
  fromSpecifier,
  fromUrl,
  joinPath,
  toUrl,
} from "../../paths.ts";
import type { Sources } from "../../scan/sources.ts";
import { readConfig } from "./config_file.ts";
import {
  asUrl,
  expandPackages,
  ImportMap,
  type Json,
  listText,
  toObject,
} from "./import_map.ts";
import { type Lack, missing } from "./lack.ts";
import { Members } from "./members.ts";

/** What a specifier means: a file, another module, or nothing. */
export type Meaning =
  | { readonly path: string }
  | { readonly url: string }
  | { readonly lack: Lack };

/** The outermost project of some files: a workspace, or a single one. */
export interface Root {
  readonly folder: string;
  /** The lock file, if there is one. */
  readonly lock: string | undefined;
  /** Whether packages are looked for in `node_modules` only. */
  readonly isManual: boolean;
}

/** One `deno.json`, or the lack of one. */
interface Project {
  readonly folder: string;
  /** The configuration, for people. */
  readonly path: string;
  readonly settings: Json;
  readonly map: ImportMap;
  /** The import map that it names, if that is not there. */
  readonly lostMap: string | undefined;
}

const NAMES = ["deno.json", "deno.jsonc"];
const EMPTY = new ImportMap({}, new URL("file:///"));

/** The `deno.json` files that the sources live under. */
export class Projects {
  readonly #sources: Sources;
  readonly #diagnostics: Diagnostics;
  readonly #read = new Map<string, Project | undefined>();
  readonly #roots = new Map<string, Root>();
  readonly #members = new Map<string, Members>();
  readonly #dependencies = new Map<string, Json | undefined>();

  constructor(sources: Sources, diagnostics: Diagnostics) {
    this.#sources = sources;
    this.#diagnostics = diagnostics;
  }

  /** Returns one section of the settings that hold in a folder. */
  section(folder: string, name: string): Json {
    return toObject(this.#nearest(folder).settings[name]);
  }

  /** Tells what a specifier means in a file, of which there may be none. */
  resolve(specifier: string, path: string): Meaning {
    const folder = folderOf(path);
    const project = this.#nearest(folder);
    const root = this.#workspaceOf(project);
    const referrer = asBase(path);
    const mapped = project.map.find(specifier, referrer) ??
      root.map.find(specifier, referrer);
    if (mapped !== undefined && "invalid" in mapped) {
      const { invalid } = mapped;
      return {
        lack: missing(
          `it is mapped to "${invalid}", which is neither a path nor a URL`,
          `write "./${invalid}" if it is a path`,
        ),
      };
    }
    const url = mapped?.url ?? asUrl(specifier, referrer);
    const members = this.#membersOf(root);
    if (url === undefined) {
      if (isBuiltin(specifier)) return { url: `node:${specifier}` };
      const found = members.find(specifier);
      if (found !== undefined) return found;
      const { lostMap } = project.lostMap === undefined ? root : project;
      if (lostMap !== undefined) return { lack: withoutMap(lostMap) };
      return this.#findDependency(specifier, folder, project.path);
    }
    if (url.protocol === "file:") {
      const path = fromUrl(url);
      return path === undefined ? { url: url.href } : { path };
    }
    const name = url.href.replace(/^(npm|jsr):\//, "$1:");
    const found = name.startsWith("jsr:") ? members.find(name) : undefined;
    return found ?? { url: name };
  }

  /** Returns the project, or the workspace, that a folder belongs to. */
  rootOf(folder: string): Root {
    const { folder: top, path, settings } = this.#workspaceOf(
      this.#nearest(folder),
    );
    const at = path === "" ? this.#findPackage(folder) ?? top : top;
    const known = this.#roots.get(at);
    if (known !== undefined) return known;
    const root = {
      folder: at,
      lock: this.#findLock(at, settings["lock"]),
      isManual: this.#isManual(at, settings["nodeModulesDir"]),
    };
    this.#roots.set(at, root);
    return root;
  }

  /** Finds the nearest folder with a `package.json`. */
  #findPackage(folder: string): string | undefined {
    for (let at = folder;; at = folderOf(at)) {
      if (this.#dependenciesOf(at) !== undefined) return at;
      if (at === folderOf(at)) return undefined;
    }
  }

  /** Returns the modules whose types hold everywhere in a project. */
  ambientOf(folder: string): { folder: string; types: readonly string[] } {
    const { folder: at, settings } = this.#nearest(folder);
    const { types } = toObject(settings["compilerOptions"]);
    return { folder: at, types: listText(types) };
  }

  /** Finds a name among the dependencies of a `package.json`. */
  #findDependency(specifier: string, folder: string, path: string): Meaning {
    const [, name = ""] = /^((?:@[^/]+\/)?[^/]+)/.exec(specifier) ?? [];
    const part = specifier.slice(name.length);
    for (let at = folder;; at = folderOf(at)) {
      const range = this.#dependenciesOf(at)?.[name];
      const isUrl = /^(?:npm|jsr):/.test(`${range}`);
      if (isUrl) return { url: `${range}${part}` };
      // Others are folders, archives and repositories.
      if (typeof range === "string" && !/[:/]/.test(range)) {
        return { url: `npm:${name}@${range}${part}` };
      }
      if (at === folderOf(at)) break;
    }
    if (this.rootOf(folder).isManual) return { url: `npm:${specifier}` };
    const where = path === "" ? "a deno.json" : path;
    const what = `add "${name}" to the "imports" of ${where}`;
    return { lack: missing("no import map has that name", what) };
  }

  #dependenciesOf(folder: string): Json | undefined {
    if (this.#dependencies.has(folder)) return this.#dependencies.get(folder);
    const path = joinPath(folder, "package.json");
    const file = readConfig(path, this.#sources, this.#diagnostics);
    const all = file && {
      ...toObject(file["devDependencies"]),
      ...toObject(file["dependencies"]),
    };
    this.#dependencies.set(folder, all);
    return all;
  }

  #isManual(folder: string, mode: unknown): boolean {
    return mode === undefined
      ? this.#dependenciesOf(folder) !== undefined
      : mode === "manual";
  }

  #findLock(folder: string, setting: unknown): string | undefined {
    if (setting === false) return undefined;
    const name = typeof setting === "string"
      ? setting
      : toObject(setting)["path"];
    const path = typeof name === "string"
      ? fromSpecifier(name, folder) ?? ""
      : joinPath(folder, "deno.lock");
    return this.#sources.readText(path) === undefined ? undefined : path;
  }

  #membersOf({ folder, settings }: Project): Members {
    let members = this.#members.get(folder);
    if (members === undefined) {
      members = new Members(folder, settings, (at) => this.#readFolder(at));
      this.#members.set(folder, members);
    }
    return members;
  }

  /** The workspace that a project is a member of, else the project itself. */
  #workspaceOf(project: Project): Project {
    let at = project;
    while (at.settings["workspace"] === undefined) {
      const parent = folderOf(at.folder);
      if (parent === at.folder) return project;
      at = this.#nearest(parent);
    }
    return at;
  }

  #nearest(folder: string): Project {
    for (let at = folder;; at = folderOf(at)) {
      const project = this.#readFolder(at);
      if (project !== undefined) return project;
      if (at === folderOf(at)) {
        return {
          folder: at,
          path: "",
          settings: {},
          map: EMPTY,
          lostMap: undefined,
        };
      }
    }
  }

  #readFolder(folder: string): Project | undefined {
    if (this.#read.has(folder)) return this.#read.get(folder);
    const project = NAMES.map((name) => this.#readFile(folder, name))
      .find((one) => one !== undefined);
    this.#read.set(folder, project);
    return project;
  }

  #readFile(folder: string, name: string): Project | undefined {
    const path = joinPath(folder, name);
    const settings = readConfig(path, this.#sources, this.#diagnostics);
    if (settings === undefined) return undefined;
    return { folder, path, settings, ...this.#readMap(folder, path, settings) };
  }

  #readMap(
    folder: string,
    path: string,
    settings: Json,
  ): Pick<Project, "map" | "lostMap"> {
    const { importMap, imports, scopes } = settings;
    const isOwn = imports !== undefined || scopes !== undefined ||
      typeof importMap !== "string";
    if (isOwn) {
      const own = expandPackages(settings);
      return { map: new ImportMap(own, asBase(path)), lostMap: undefined };
    }
    const at = fromSpecifier(importMap, folder) ?? "";
    const map = readConfig(at, this.#sources, this.#diagnostics);
    return map === undefined
      ? { map: EMPTY, lostMap: importMap }
      : { map: new ImportMap(map, asBase(at)), lostMap: undefined };
  }
}

function asBase(path: string): URL {
  return new URL(toUrl(path));
}

function withoutMap(name: string): Lack {
  const what = /^https?:/.test(name)
    ? "save that import map as a file beside deno.json, and name the file"
    : 'mend "importMap" in deno.json';
  return missing(`there is no file for the import map ${name}`, what);
}
