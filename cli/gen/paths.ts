import { posix, resolve } from "node:path";

/** Turns a path as the user wrote it into an absolute one with slashes. */
export function toPath(path: string): string {
  return toSlashes(resolve(path));
}

/** Turns the separators of any platform into slashes. */
export function toSlashes(path: string): string {
  return path.replaceAll("\\", "/");
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

/** Writes `path` as seen from `folder`, as an import specifier does. */
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
