/** What is asked about modules that are no files of the project. */
export interface Inquiry {
  /** The folder whose `deno.json` holds, if it has one. */
  readonly folder: string;
  /** The lock file, which says versions, if there is one. */
  readonly lock: string | undefined;
  /** `npm:`, `jsr:` and other URLs. */
  readonly specifiers: readonly string[];
}

/** A module that Deno has a file of. */
export interface RemoteFile {
  readonly kind: "file";
  readonly url: string;
  /** The path of its text in Deno's cache. */
  readonly path: string;
  /** Deno's word for what it is: `TypeScript`, `Dts`, `Json` ... */
  readonly mediaType: string;
  /** The URL of its types, where they are a file of their own. */
  readonly types: string | undefined;
  /** The URLs that its own specifiers mean. */
  readonly imports: ReadonlyMap<string, string>;
}

/** A module of an npm package. */
export interface RemoteEntry {
  readonly kind: "npm";
  /** The id of the package. */
  readonly id: string;
  /** The entry point: empty, or with a slash in front. */
  readonly part: string;
}

/** A module that Deno could not load. */
export interface LostModule {
  readonly kind: "lost";
  /** Why; empty if the reason is another module. */
  readonly reason: string;
}

export type RemoteModule = RemoteFile | RemoteEntry | LostModule;

/** An npm package as Deno resolved it. */
export interface RemotePackage {
  readonly name: string;
  readonly version: string;
  /** The ids of the packages that it depends on. */
  readonly dependencies: readonly string[];
  /** Where its files are, or would be. */
  readonly folder: string;
}

/** A graph of modules; what it has not, is not known. */
export interface Modules {
  /** By specifier, and by URL. */
  readonly modules: ReadonlyMap<string, RemoteModule>;
  /** By id. */
  readonly packages: ReadonlyMap<string, RemotePackage>;
  /** The files by which versions were chosen that no lock file says. */
  readonly registries: readonly string[];
}

/** Why there is no answer. */
export type Refusal =
  /** The generator may not ask. */
  | { readonly kind: "forbidden" }
  /** The lock file lacks something, and none can be written instead. */
  | { readonly kind: "stale" }
  | { readonly kind: "failed"; readonly reason: string };

/** Who knows modules that are no files of the project. */
export interface ModuleGraph {
  ask(inquiry: Inquiry): Modules | Refusal;
}

/** A graph that the generator may not ask. */
export const FORBIDDEN: ModuleGraph = { ask: () => ({ kind: "forbidden" }) };
