import { createHash } from "node:crypto";
import { compareText } from "../diagnostics.ts";
import { toSlashes } from "../paths.ts";

/** The files that the generator reads; absolute paths with slashes. */
export interface Sources {
  /** Returns a file's text, or nothing when there is no such file. */
  readText(path: string): string | undefined;
}

/** The files on disk, each read once. */
export class Disk implements Sources {
  readonly #texts = new Map<string, string | undefined>();

  /** Returns a file's text with plain line ends and no byte order mark. */
  readText(path: string): string | undefined {
    if (this.#texts.has(path)) return this.#texts.get(path);
    const text = readPlain(path);
    this.#texts.set(path, text);
    return text;
  }
}

/**
 * Files with a record of which were asked for, found or not.
 *
 * A run that reads the same texts has the same outcome, so the record proves
 * that nothing changed.
 */
export class Recorder implements Sources {
  readonly #sources: Sources;
  readonly #asked = new Set<string>();

  constructor(sources: Sources) {
    this.#sources = sources;
  }

  /** Returns a file's text and remembers the question. */
  readText(path: string): string | undefined {
    this.#asked.add(path);
    return this.#sources.readText(path);
  }

  /** All paths that were asked for. */
  get asked(): string[] {
    return [...this.#asked].sort();
  }
}

/** Hashes what `sources` say to each of `paths`. */
export function hashTexts(sources: Sources, paths: Iterable<string>): string {
  const hash = createHash("sha256");
  for (const path of paths) {
    const text = sources.readText(path);
    // The length keeps one file's end from reading as another's start.
    hash.update(`${path}\n${text?.length ?? "absent"}\n${text ?? ""}`);
  }
  return hash.digest("hex");
}

/** Hashes a folder's files and folders; nothing if it is not on this disk. */
export function hashFolder(folder: string | undefined): string | undefined {
  if (folder === undefined) return undefined;
  const hash = createHash("sha256");
  const entries = [...Deno.readDirSync(folder)]
    .sort((a, b) => compareText(a.name, b.name));
  for (const { name, isDirectory } of entries) {
    const path = `${folder}/${name}`;
    const content = isDirectory ? hashFolder(path) : Deno.readFileSync(path);
    hash.update(JSON.stringify(name)).update(content ?? "");
  }
  return hash.digest("hex");
}

/** Reads a file that is no text. */
export function readBytes(path: string): Promise<Uint8Array<ArrayBuffer>> {
  return Deno.readFile(path);
}

/** Lends a copy of a file; nothing if no file may be written for it. */
export function lendCopy<T>(
  path: string,
  use: (copy: string) => T,
): T | undefined {
  let folder: string;
  try {
    folder = Deno.makeTempDirSync({ prefix: "backstage" });
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) return undefined;
    throw error;
  }
  try {
    const copy = `${folder}/copy`;
    Deno.copyFileSync(path, copy);
    return use(copy);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

/** Lists the names of the folders in a folder; none if it is not there. */
export function listFoldersIn(folder: string): string[] {
  try {
    return [...Deno.readDirSync(folder)]
      .filter(({ isDirectory }) => isDirectory)
      .map(({ name }) => name).sort(compareText);
  } catch (error) {
    if (isAbsence(error)) return [];
    throw error;
  }
}

/** Lists all names in a folder; none if it is not there. */
export function listNames(folder: string): ReadonlySet<string> {
  try {
    return new Set(Array.from(Deno.readDirSync(folder), ({ name }) => name));
  } catch (error) {
    if (isAbsence(error)) return new Set();
    throw error;
  }
}

/** Follows the links of a path; one that leads nowhere stays. */
export function realPath(path: string): string {
  try {
    return toSlashes(Deno.realPathSync(path));
  } catch (error) {
    if (isAbsence(error)) return path;
    throw error;
  }
}

function readPlain(path: string): string | undefined {
  try {
    if (path === "" || path.includes("\0")) return undefined;
    // Reading a pipe or a device may never end.
    if (!Deno.statSync(path).isFile) return undefined;
    const text = Deno.readTextFileSync(path);
    return text.replace(/^\uFEFF/, "").replace(/\r\n?/g, "\n");
  } catch (error) {
    // Folders and unreadable paths are no files; other errors are faults.
    if (isAbsence(error)) return undefined;
    throw error;
  }
}

function isAbsence(error: unknown): boolean {
  const { code } = error as { readonly code?: unknown };
  return code === "ENAMETOOLONG" ||
    error instanceof Deno.errors.NotFound ||
    error instanceof Deno.errors.NotADirectory ||
    error instanceof Deno.errors.FilesystemLoop ||
    error instanceof Deno.errors.PermissionDenied ||
    error instanceof Deno.errors.NotCapable;
}
