import { basename, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

/** One file, directory or symbolic link that a walk came by. */
export interface WalkEntry extends Deno.DirEntry {
  /** Its path, starting with the path that the walk started from. */
  path: string;
}

/** Where a walk goes and what it reports. */
export interface WalkOptions {
  /** How deep it goes; 0 is the root alone. Without end by default. */
  maxDepth?: number;
  /** Whether it reports files; it does by default. */
  includeFiles?: boolean;
  /** Whether it reports directories; it does by default. */
  includeDirs?: boolean;
  /** Whether it reports symbolic links; it does by default. */
  includeSymlinks?: boolean;
  /** Whether it follows symbolic links; it does not by default. */
  followSymlinks?: boolean;
  /** Whether followed links are reported by their real path; by default. */
  canonicalize?: boolean;
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
    yield toEntry(path, await Deno.stat(path));
  }
  if (maxDepth < 1 || isSkipped(path, options)) return;
  for await (const entry of Deno.readDir(path)) {
    const found = await resolveEntry(
      { ...entry, path: join(path, entry.name) },
      options,
    );
    if (found.isDirectory) {
      yield* walk(found.path, { ...options, maxDepth: maxDepth - 1 });
    } else if (isReported(found, options)) {
      yield found;
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
    yield toEntry(path, Deno.statSync(path));
  }
  if (maxDepth < 1 || isSkipped(path, options)) return;
  for (const entry of Deno.readDirSync(path)) {
    const found = resolveEntrySync(
      { ...entry, path: join(path, entry.name) },
      options,
    );
    if (found.isDirectory) {
      yield* walkSync(found.path, { ...options, maxDepth: maxDepth - 1 });
    } else if (isReported(found, options)) {
      yield found;
    }
  }
}

async function resolveEntry(
  entry: WalkEntry,
  { followSymlinks = false, canonicalize = true }: WalkOptions,
): Promise<WalkEntry> {
  if (!entry.isSymlink || !followSymlinks) return entry;
  const realPath = await Deno.realPath(entry.path);
  const { isFile, isDirectory } = await Deno.lstat(realPath);
  const path = canonicalize ? realPath : entry.path;
  return { ...entry, path, isFile, isDirectory };
}

function resolveEntrySync(
  entry: WalkEntry,
  { followSymlinks = false, canonicalize = true }: WalkOptions,
): WalkEntry {
  if (!entry.isSymlink || !followSymlinks) return entry;
  const realPath = Deno.realPathSync(entry.path);
  const { isFile, isDirectory } = Deno.lstatSync(realPath);
  const path = canonicalize ? realPath : entry.path;
  return { ...entry, path, isFile, isDirectory };
}

function isReported(entry: WalkEntry, options: WalkOptions): boolean {
  const isLink = entry.isSymlink && !options.followSymlinks;
  const kind = isLink ? "includeSymlinks" : "includeFiles";
  return reports(kind, entry.path, options);
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
  return match === undefined || match.some((pattern) => pattern.test(path));
}

function hasExtension(path: string, extension: string): boolean {
  return path.endsWith(extension.startsWith(".") ? extension : `.${extension}`);
}

function isSkipped(path: string, { skip = [] }: WalkOptions): boolean {
  return skip.some((pattern) => pattern.test(path));
}

function toPath(path: string | URL): string {
  return normalize(path instanceof URL ? fileURLToPath(path) : path);
}

function toEntry(path: string, info: Deno.FileInfo): WalkEntry {
  const { isFile, isDirectory, isSymlink } = info;
  return { path, name: basename(path), isFile, isDirectory, isSymlink };
}
