import { toFilePath } from "../compiler/file_name.ts";
import type {
  ModuleGraph,
  Modules,
  Refusal,
  RemoteFile,
  RemoteModule,
} from "../../scan/module_graph.ts";
import type { Sources } from "../../scan/sources.ts";
import { adviseOn, type Lack, missing } from "./lack.ts";
import { type FoundFile, Packages } from "./packages.ts";
import type { Root } from "./projects.ts";

/** What a specifier leads the compiler to. */
export type Found =
  | { readonly file: FoundFile }
  | { readonly lack: Lack }
  /** Without a reason to tell: a module of Deno's own, for one. */
  | { readonly lack: undefined };

const EXTENSIONS: Readonly<Record<string, string>> = {
  TypeScript: ".ts",
  TSX: ".tsx",
  Mts: ".mts",
  Cts: ".cts",
  Dts: ".d.ts",
  Dmts: ".d.mts",
  Dcts: ".d.cts",
  Json: ".json",
};

/** Modules that are no files of the project: the graph of them knows. */
export class RemoteModules {
  readonly #graph: ModuleGraph;
  readonly #sources: Sources;
  readonly #packages: Packages;
  readonly #wanted = new Map<Root, Set<string>>();
  readonly #answers = new Map<Root, Modules | Refusal>();
  /** Remote files by the compiler's names of them. */
  readonly #files = new Map<string, { file: RemoteFile; root: Root }>();

  /** Answers for the project of the folder `home`. */
  constructor(graph: ModuleGraph, sources: Sources, home: string) {
    this.#graph = graph;
    this.#sources = sources;
    this.#packages = new Packages(sources, home);
  }

  /** Asks for all that was looked for; whether any of it is known now. */
  load(): boolean {
    let isKnown = false;
    for (const [root, specifiers] of this.#wanted) {
      const { folder, lock } = root;
      const answer = this.#graph.ask({
        folder,
        lock,
        specifiers: [...specifiers].sort(),
      });
      this.#answers.set(root, answer);
      if ("kind" in answer) continue;
      this.#packages.add(answer.packages, folder);
      // Who remembers this run compares all that was read.
      for (const path of answer.registries) this.#sources.readText(path);
      isKnown = true;
    }
    return isKnown;
  }

  /** Finds the module of a URL for a file of a project. */
  find(url: string, root: Root, user: string): Found {
    if (!/^(?:npm|jsr|https?):/.test(url)) return { lack: undefined };
    const name = url.replace(/^npm:/, "");
    if (name !== url && root.isManual) return this.#findInstalled(name, user);
    const answer = this.#answers.get(root);
    if (answer === undefined) {
      const wanted = this.#wanted.get(root) ?? new Set();
      this.#wanted.set(root, wanted.add(url));
      return { lack: undefined };
    }
    if ("kind" in answer) return { lack: explain(answer, root, user) };
    return this.#open(answer.modules.get(url), answer, root, user);
  }

  /** Finds a module for a file that is none of the project's. */
  findFrom(specifier: string, user: string): Found {
    const remote = this.#files.get(user);
    if (remote === undefined) {
      const path = toFilePath(user);
      const file = this.#packages.findFrom(specifier, path);
      return isTyped(file) ? { file } : { lack: undefined };
    }
    const { file, root } = remote;
    const answer = this.#answers.get(root);
    const url = file.imports.get(specifier);
    if (url === undefined || answer === undefined || "kind" in answer) {
      return { lack: undefined };
    }
    return this.#open(answer.modules.get(url), answer, root, user);
  }

  /** Finds what is installed in `node_modules`, by a name without a URL. */
  #findInstalled(name: string, user: string): Found {
    const specifier = name.replace(/^((?:@[^/]+\/)?[^/@]+)@[^/]*/, "$1");
    const file = this.#packages.findFrom(specifier, toFilePath(user));
    if (isTyped(file)) return { file };
    return {
      lack: file === undefined
        ? missing("node_modules has no such package", "install it")
        : untyped(),
    };
  }

  /** Whether a file is none of the project's own. */
  isForeign(fileName: string): boolean {
    return this.#files.has(fileName) ||
      this.#packages.owns(toFilePath(fileName));
  }

  /** Returns the path of the text of a remote file. */
  locate(fileName: string): string | undefined {
    return this.#files.get(fileName)?.file.path;
  }

  #open(
    module: RemoteModule | undefined,
    answer: Modules,
    root: Root,
    user: string,
  ): Found {
    if (module?.kind === "npm") {
      return this.#openPackage(module.id, module.part, root, user);
    }
    if (module?.kind !== "file") {
      return { lack: uncached(module?.reason ?? "", user) };
    }
    const types = module.types && answer.modules.get(module.types);
    const file = types && types.kind === "file" ? types : module;
    const extension = EXTENSIONS[file.mediaType];
    if (extension === undefined) return { lack: untyped() };
    if (this.#sources.readText(file.path) === undefined) {
      return { lack: unreadable(file.path, user) };
    }
    const path = file.url.endsWith(extension)
      ? file.url
      : `${file.url}#${extension}`;
    this.#files.set(path, { file, root });
    return { file: { path, extension } };
  }

  #openPackage(id: string, part: string, root: Root, user: string): Found {
    const scope = root.folder;
    const file = this.#packages.find(id, part, scope);
    if (isTyped(file)) return { file };
    const absent = this.#packages.findAbsent(id, scope);
    if (absent !== undefined) return { lack: unreadable(absent, user) };
    if (file !== undefined) return { lack: untyped() };
    const entry = part === "" ? "" : ` for "${part.slice(1)}"`;
    return { lack: missing(`the package ${id} has no types${entry}`) };
  }
}

function isTyped(file: FoundFile | undefined): file is FoundFile {
  return file !== undefined && /\.(?:[cm]?tsx?|json)$/.test(file.extension);
}

/** A module of JavaScript that says nothing of its types. */
export function untyped(): Lack {
  return missing(
    "it is JavaScript without types",
    'say where its types are: // @ts-types="..." above the import',
  );
}

function explain(refusal: Refusal, { folder, lock }: Root, user: string): Lack {
  const { kind } = refusal;
  if (kind === "forbidden") {
    return {
      code: "GEN407",
      reason: "only Deno knows where it is, and may not be asked",
      hint: adviseOn("add --allow-run=deno to the generator's command"),
    };
  }
  if (kind === "stale") {
    return uncached(`${lock} is out of date`, user);
  }
  return {
    code: "GEN408",
    reason: `Deno says of ${folder}: ${refusal.reason}`,
    hint: adviseOn(`mend what keeps Deno from working there`),
  };
}

function uncached(reason: string, user: string): Lack {
  // Nothing was downloaded: that is why Deno failed to load it.
  const isOther = reason !== "" && !/\bfail|^Module not found/i.test(reason);
  return {
    code: "GEN408",
    reason: isOther ? reason : "it is not in Deno's cache",
    hint: adviseOn(`run \`deno cache ${toFilePath(user)}\``),
  };
}

function unreadable(path: string, user: string): Lack {
  return {
    code: "GEN408",
    reason: `there is nothing to read at ${path}`,
    hint: adviseOn(
      `run \`deno cache ${toFilePath(user)}\`, and let the generator read it`,
    ),
  };
}
