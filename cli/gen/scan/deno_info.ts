import { createHash } from "node:crypto";
import { type Environment, runDeno } from "./run_deno.ts";
import { lendCopy, listNames } from "./sources.ts";
import { folderOf, joinPath, toPath, toSlashes } from "../paths.ts";
import type {
  Inquiry,
  ModuleGraph,
  Modules,
  Refusal,
  RemoteModule,
  RemotePackage,
} from "./module_graph.ts";

/** What `deno info --json` says; it is not stable, so all may be missing. */
interface Document {
  readonly modules?: readonly DocumentModule[];
  readonly redirects?: Readonly<Record<string, string>>;
  readonly npmPackages?: Readonly<Record<string, DocumentPackage>>;
}

interface DocumentModule {
  readonly specifier: string;
  readonly error?: string;
  readonly local?: string;
  readonly mediaType?: string;
  readonly npmPackage?: string;
  readonly typesDependency?: { readonly dependency?: DocumentTarget };
  readonly dependencies?: readonly DocumentDependency[];
}

interface DocumentDependency {
  readonly specifier: string;
  readonly code?: DocumentTarget;
  readonly type?: DocumentTarget;
}

interface DocumentTarget {
  readonly specifier?: string;
}

interface DocumentPackage {
  readonly name: string;
  readonly version: string;
  readonly dependencies?: readonly string[];
  readonly registryUrl?: string;
  readonly localPath?: string;
}

interface Loaded {
  readonly document: Document;
  /** Whether a lock file says all versions. */
  readonly isLocked: boolean;
}

/** Most characters of specifiers that are asked about at once. */
const MAX_LENGTH = 16_000;
/** How often to ask again without what could not be loaded. */
const MAX_ROUNDS = 3;

/** Asks `deno info`, which reads Deno's cache and downloads nothing. */
export class DenoInfo implements ModuleGraph {
  readonly #environment: Environment;
  #packages: string | undefined;

  /** Asks with environment variables beside those of this process. */
  constructor(environment: Environment = {}) {
    this.#environment = environment;
  }

  /** Tells what specifiers lead to, and what these import. */
  ask(inquiry: Inquiry): Modules | Refusal {
    const modules = new Map<string, RemoteModule>();
    const packages = new Map<string, RemotePackage>();
    const registries: string[] = [];
    for (const specifiers of split(inquiry.specifiers)) {
      const answer = this.#askSome({ ...inquiry, specifiers });
      if ("kind" in answer) return answer;
      for (const [key, module] of answer.modules) modules.set(key, module);
      for (const [id, one] of answer.packages) packages.set(id, one);
      registries.push(...answer.registries);
    }
    return { modules, packages, registries };
  }

  /** One package that cannot be had keeps Deno from telling of the others. */
  #askSome(inquiry: Inquiry): Modules | Refusal {
    const lost = new Map<string, RemoteModule>();
    let { specifiers } = inquiry;
    for (let round = 1;; round++) {
      const loaded = this.#load({ ...inquiry, specifiers });
      if ("kind" in loaded) return loaded;
      const answer = this.#read(loaded, inquiry.folder);
      const known = lost.size;
      for (const one of specifiers) {
        const module = answer.modules.get(one);
        const isLost = module?.kind === "lost" && module.reason !== "";
        if (isLost && one.startsWith("npm:")) lost.set(one, module);
      }
      specifiers = specifiers.filter((one) => !lost.has(one));
      const isDone = lost.size === known || specifiers.length === 0;
      if (!isDone && round < MAX_ROUNDS) continue;
      for (const [key, module] of lost) answer.modules.set(key, module);
      return answer;
    }
  }

  #load(inquiry: Inquiry): Loaded | Refusal {
    const { lock } = inquiry;
    if (lock === undefined) return this.#info(inquiry, false, "--no-lock");
    // The lock file is read and never written.
    const loaded = this.#info(inquiry, true, "--frozen");
    if (!("kind" in loaded) || loaded.kind !== "stale") return loaded;
    // What it lacks is chosen from the cache, and noted in a copy.
    return lendCopy(
      lock,
      (copy) => this.#info(inquiry, false, `--lock=${copy}`, "--frozen=false"),
    ) ?? loaded;
  }

  #info(
    { folder, specifiers }: Inquiry,
    isLocked: boolean,
    ...flags: readonly string[]
  ): Loaded | Refusal {
    const args = [
      "info",
      "--json",
      // Nothing is downloaded, so no host has to be trusted.
      "--allow-import",
      // Packages are read where they are; none is put beside the project.
      "--node-modules-dir=none",
      ...flags,
      writeRoot(specifiers),
    ];
    const done = runDeno(args, folder, this.#environment);
    if (done === undefined) return { kind: "forbidden" };
    const document = parseJson(done.out);
    if (document !== undefined) return { document, isLocked };
    if (/lockfile is out of date/i.test(done.error)) return { kind: "stale" };
    const [, reason = "it does not say why"] = /error: (.*)/.exec(done.error) ??
      [];
    return { kind: "failed", reason };
  }

  #read({ document, isLocked }: Loaded, folder: string) {
    const { redirects = {}, npmPackages = {} } = document;
    const modules = new Map<string, RemoteModule>();
    for (const one of document.modules ?? []) {
      modules.set(one.specifier, readModule(one));
    }
    for (const from of Object.keys(redirects)) {
      let to = from;
      for (let n = 0; redirects[to] !== undefined && n < 10; n++) {
        to = redirects[to] ?? to;
      }
      const module = modules.get(to);
      if (module !== undefined) modules.set(from, module);
    }
    const packages = new Map(
      Object.entries(npmPackages).map(([id, one]) => [id, {
        name: one.name,
        version: one.version,
        dependencies: one.dependencies ?? [],
        folder: this.#findFolder(one, folder),
      }]),
    );
    const registries = isLocked ? [] : listRegistries(modules, packages);
    return { modules, packages, registries };
  }

  /** A package may be beside the project, and no more in the cache. */
  #findFolder(one: DocumentPackage, folder: string): string {
    const { name, version, localPath } = one;
    const cached = toSlashes(localPath ?? this.#locate(one, folder));
    const id = `${name.replaceAll("/", "+")}@${version}`;
    const near = `${folder}/node_modules/.deno/${id}/node_modules/${name}`;
    const found = [cached, near].find((path) => listNames(path).size > 0);
    return found ?? cached;
  }

  /** Deno 2.5 does not say where a package is, but where all are. */
  #locate(
    { name, version, registryUrl = "" }: DocumentPackage,
    folder: string,
  ): string {
    this.#packages ??= String(
      parseJson<{ npmCache?: string }>(
        runDeno(["info", "--json"], folder, this.#environment)?.out ?? "",
      )?.npmCache,
    );
    const { hostname, port } = new URL(registryUrl);
    const host = port === "" ? hostname : `${hostname}_${port}`;
    return `${this.#packages}/${host}/${name}/${version}`;
  }
}

/** Writes a program that imports modules, as a URL. */
function writeRoot(specifiers: readonly string[]): string {
  const code = specifiers.map((one) => {
    const isJson = URL.parse(one)?.pathname.endsWith(".json") ?? false;
    const attributes = isJson ? ' with { type: "json" }' : "";
    return `import type {} from ${JSON.stringify(one)}${attributes};\n`;
  });
  return `data:application/typescript,${encodeURIComponent(code.join(""))}`;
}

function readModule(module: DocumentModule): RemoteModule {
  const { specifier: url, npmPackage, local, error } = module;
  if (npmPackage !== undefined) {
    const [, part = ""] = /^npm:\/?(?:@[^/]+\/)?[^/]+(\/.*)?$/.exec(url) ?? [];
    return { kind: "npm", id: npmPackage, part };
  }
  if (error !== undefined || local === undefined) {
    return { kind: "lost", reason: error ?? "" };
  }
  const imports = new Map<string, string>();
  for (const { specifier, type, code } of module.dependencies ?? []) {
    const target = type?.specifier ?? code?.specifier;
    if (target !== undefined) imports.set(specifier, target);
  }
  return {
    kind: "file",
    url,
    path: toPath(local),
    mediaType: module.mediaType ?? "",
    types: module.typesDependency?.dependency?.specifier,
    imports,
  };
}

/** Lists the files in which Deno keeps what versions there are. */
function listRegistries(
  modules: ReadonlyMap<string, RemoteModule>,
  packages: ReadonlyMap<string, RemotePackage>,
): string[] {
  const ofNpm = Array.from(
    packages.values(),
    ({ folder }) => joinPath(folder, "../registry.json"),
  );
  const ofJsr = Array.from(modules, ([specifier, module]) => {
    const [, name] = /^jsr:\/?(@[^/]+\/[^/@]+)/.exec(specifier) ?? [];
    if (name === undefined || module.kind !== "file") return [];
    // The cache names a file by the hash of its path on the server.
    const hash = createHash("sha256").update(`/${name}/meta.json`)
      .digest("hex");
    return [joinPath(folderOf(module.path), hash)];
  });
  return [...ofNpm, ...ofJsr.flat()];
}

function split(specifiers: readonly string[]): string[][] {
  const parts: string[][] = [];
  let length = Infinity;
  for (const one of specifiers) {
    length += one.length;
    if (length > MAX_LENGTH) {
      parts.push([]);
      length = one.length;
    }
    parts.at(-1)?.push(one);
  }
  return parts;
}

function parseJson<T = Document>(text: string): T | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
