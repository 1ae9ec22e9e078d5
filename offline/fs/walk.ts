import { basename, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

/** One file, directory or symbolic link that a walk came by. */
export interface WalkEntry extends Deno.DirEntry {
  /** Its path, starting with the path that the walk started from. */
  path: string;
}

/** What a walk reports; it follows no symbolic link. */
export interface WalkOptions {
  /** How deep it goes; 0 is the root alone. Without end by default. */
  maxDepth?: number;
  /** Whether it reports files; it does by default. */
  includeFiles?: boolean;
  /** Whether it reports directories; it does by default. */
  includeDirs?: boolean;
  /** Whether it reports symbolic links; it does by default. */
  includeSymlinks?: boolean;
  /** The file extensions to report, with or without their dot. */
  exts?: string[];
  /** Of which patterns a reported path must match one. */
  match?: RegExp[];
  /** Of which patterns neither a reported nor an entered path matches any. */
  skip?: RegExp[];
}

/** Walks the tree below the root, the root itself first. */
export async function* walk(
  root: string | URL,
  options: WalkOptions = {},
): AsyncIterableIterator<WalkEntry> {
  const path = toPath(root);
  const { maxDepth = Infinity } = options;
  if (maxDepth < 0) return;
  if (reports("includeDirs", path, options)) {
    const place = normalize(path);
    yield toEntry(place, await Deno.stat(place));
  }
  if (maxDepth < 1 || isSkipped(path, options)) return;
  for await (const entry of Deno.readDir(path)) {
    const below = join(path, entry.name);
    if (entry.isDirectory) {
      yield* walk(below, { ...options, maxDepth: maxDepth - 1 });
    } else if (isReported(entry, below, options)) {
      yield { path: below, ...entry };
    }
  }
}

/** Walks the tree below the root, the root itself first. */
export function* walkSync(
  root: string | URL,
  options: WalkOptions = {},
): IterableIterator<WalkEntry> {
  const path = toPath(root);
  const { maxDepth = Infinity } = options;
  if (maxDepth < 0) return;
  if (reports("includeDirs", path, options)) {
    const place = normalize(path);
    yield toEntry(place, Deno.statSync(place));
  }
  if (maxDepth < 1 || isSkipped(path, options)) return;
  for (const entry of Deno.readDirSync(path)) {
    const below = join(path, entry.name);
    if (entry.isDirectory) {
      yield* walkSync(below, { ...options, maxDepth: maxDepth - 1 });
    } else if (isReported(entry, below, options)) {
      yield { path: below, ...entry };
    }
  }
}

function isReported(
  { isSymlink }: Deno.DirEntry,
  path: string,
  options: WalkOptions,
): boolean {
  return reports(isSymlink ? "includeSymlinks" : "includeFiles", path, options);
}

function reports(
  kind: "includeDirs" | "includeFiles" | "includeSymlinks",
  path: string,
  options: WalkOptions,
): boolean {
  const { exts, match, [kind]: isWanted = true } = options;
  if (!isWanted || isSkipped(path, options)) return false;
  if (exts !== undefined && !exts.some((ext) => hasExtension(path, ext))) {
    return false;
  }
  return match === undefined || matchesAny(path, match);
}

function hasExtension(path: string, extension: string): boolean {
  return path.endsWith(extension.startsWith(".") ? extension : `.${extension}`);
}

function isSkipped(path: string, { skip = [] }: WalkOptions): boolean {
  return matchesAny(path, skip);
}

// By the text, not by the pattern: one with a `g` remembers where it was.
function matchesAny(path: string, patterns: readonly RegExp[]): boolean {
  return patterns.some((pattern) => path.match(pattern) !== null);
}

function toPath(path: string | URL): string {
  return path instanceof URL ? fileURLToPath(path) : path;
}

function toEntry(path: string, info: Deno.FileInfo): WalkEntry {
  const { isFile, isDirectory, isSymlink } = info;
  return { path, name: basename(path), isFile, isDirectory, isSymlink };
}
