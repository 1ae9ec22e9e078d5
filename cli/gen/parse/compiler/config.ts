import { ts } from "./compiler.ts";
import { type Diagnostics, startOf } from "../../diagnostics.ts";
import type { Origin } from "../../model/facts.ts";
import { folderOf, fromSpecifier, joinPath } from "../../paths.ts";
import type { Sources } from "../../scan/sources.ts";

type Json = Readonly<Record<string, unknown>>;

/** One `deno.json`, or the lack of one. */
interface Project {
  readonly folder: string;
  readonly settings: Json;
  readonly imports: ReadonlyMap<string, string>;
  /** The folder that the targets of the imports are relative to. */
  readonly base: string;
}

const NAMES = ["deno.json", "deno.jsonc"];

/** The `deno.json` files that the sources live under. */
export class Projects {
  readonly #sources: Sources;
  readonly #diagnostics: Diagnostics;
  readonly #byFolder = new Map<string, Project>();

  constructor(sources: Sources, diagnostics: Diagnostics) {
    this.#sources = sources;
    this.#diagnostics = diagnostics;
  }

  /** Returns one section of the settings that hold in a folder. */
  section(folder: string, name: string): Json {
    return toObject(this.#nearest(folder).settings[name]);
  }

  /** Tells what a specifier means in a file of `folder`. */
  resolve(specifier: string, folder: string): Origin {
    return isPlace(specifier)
      ? resolvePlace(specifier, folder)
      : this.#resolveName(specifier, this.#nearest(folder));
  }

  #resolveName(specifier: string, project: Project): Origin {
    const target = lookUp(specifier, project.imports);
    if (target === undefined) {
      const root = this.#workspaceOf(project);
      return root === undefined
        ? { specifier }
        : this.#resolveName(specifier, root);
    }
    return isPlace(target)
      ? resolvePlace(target, project.base)
      : { specifier: target };
  }

  /** The workspace whose imports a member has as well as its own. */
  #workspaceOf(project: Project): Project | undefined {
    const parent = folderOf(project.folder);
    if (parent === project.folder) return undefined;
    const root = this.#nearest(parent);
    if (root.settings["workspace"] !== undefined) return root;
    return this.#workspaceOf(root);
  }

  #nearest(folder: string): Project {
    const known = this.#byFolder.get(folder);
    if (known !== undefined) return known;
    const parent = folderOf(folder);
    const project = this.#read(folder) ??
      (parent === folder
        ? { folder, base: folder, settings: {}, imports: new Map() }
        : this.#nearest(parent));
    this.#byFolder.set(folder, project);
    return project;
  }

  #read(folder: string): Project | undefined {
    for (const name of NAMES) {
      const settings = this.#readJson(joinPath(folder, name));
      if (settings === undefined) continue;
      const mapPath = settings["importMap"];
      if (typeof mapPath !== "string") {
        return {
          folder,
          settings,
          imports: readImports(settings),
          base: folder,
        };
      }
      const path = fromSpecifier(mapPath, folder) ?? "";
      const imports = readImports(this.#readJson(path) ?? {});
      return { folder, settings, imports, base: folderOf(path) };
    }
    return undefined;
  }

  #readJson(path: string): Json | undefined {
    const text = this.#sources.readText(path);
    if (text === undefined) return undefined;
    const { config, error } = ts.parseConfigFileTextToJson(path, text);
    if (error !== undefined) {
      const reason = ts.flattenDiagnosticMessageText(error.messageText, " ");
      this.#diagnostics.add(
        "GEN105",
        startOf(path),
        `cannot read the configuration: ${reason}`,
        "mend the file; comments and trailing commas are fine",
      );
    }
    return toObject(config);
  }
}

/** Whether a specifier is a URL of this disk, in full or in part. */
function isPlace(specifier: string): boolean {
  return /^(?:\.{0,2}\/|file:)/.test(specifier);
}

function resolvePlace(specifier: string, folder: string): Origin {
  const path = fromSpecifier(specifier, folder);
  return path === undefined ? { specifier } : { path };
}

function readImports(map: Json): Map<string, string> {
  const entries = Object.entries(toObject(map["imports"]));
  return new Map(
    entries.filter((entry): entry is [string, string] =>
      typeof entry[1] === "string"
    ),
  );
}

function lookUp(
  specifier: string,
  imports: ReadonlyMap<string, string>,
): string | undefined {
  const exact = imports.get(specifier);
  if (exact !== undefined) return exact;
  let best = "";
  for (const [key, target] of imports) {
    // A mapped package brings its other entry points with it.
    const prefix = /^(?:npm|jsr):/.test(target) ? `${key}/` : key;
    if (!prefix.endsWith("/") || !specifier.startsWith(prefix)) continue;
    if (key.length > best.length) best = key;
  }
  const target = imports.get(best);
  return target === undefined
    ? undefined
    : target + specifier.slice(best.length);
}

function toObject(value: unknown): Json {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
