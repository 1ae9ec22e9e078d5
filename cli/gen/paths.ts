import { posix, resolve, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

/** Turns a path as the user wrote it into an absolute one with slashes. */
export function toPath(path: string): string {
  return toSlashes(resolve(path));
}

/** Turns the platform's separators into slashes. */
export function toSlashes(path: string): string {
  // Where slashes separate, a backslash is a character like any other.
  return sep === "/" ? path : path.replaceAll(sep, "/");
}

/** Writes a path as a specifier, which is part of a URL. */
export function toSpecifier(path: string): string {
  return path.replace(/[%#?\\\s\p{Cc}]/gu, (one) => encodeURIComponent(one));
}

/** Writes an absolute path as a URL. */
export function toUrl(path: string): string {
  return pathToFileURL(path).href;
}

/** Returns the path that a specifier in a file of `folder` leads to, if any. */
export function fromSpecifier(
  specifier: string,
  folder: string,
): string | undefined {
  const url = URL.parse(specifier, toUrl(`${folder}/`));
  return url?.protocol === "file:" ? fromUrl(url) : undefined;
}

/** Returns the path that a URL of this disk leads to, if any. */
export function fromUrl(url: URL): string | undefined {
  try {
    return toSlashes(fileURLToPath(url));
  } catch {
    // A URL may have a host, or a slash within a name; a path has neither.
    return undefined;
  }
}

/** Returns the folder that holds `path`. */
export function folderOf(path: string): string {
  return posix.dirname(path);
}

/** Returns the last part of `path`. */
export function baseOf(path: string): string {
  return posix.basename(path);
}

/** Resolves a relative path against a folder. */
export function joinPath(folder: string, path: string): string {
  return posix.normalize(`${folder}/${path}`);
}

/** Returns `path` as seen from `folder`, starting with a dot. */
export function relativePath(folder: string, path: string): string {
  const relative = posix.relative(folder, path);
  return relative.startsWith("../") ? relative : `./${relative}`;
}

/** Writes `path` for people: relative to `folder` if it lies below it. */
export function shortPath(folder: string, path: string): string {
  return path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : path;
}

/** Whether `path` is `root` or lies below it. */
export function isWithin(root: string, path: string): boolean {
  return path === root || path.startsWith(root.replace(/\/?$/, "/"));
}
