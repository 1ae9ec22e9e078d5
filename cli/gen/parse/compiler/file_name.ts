// The compiler takes every backslash for a separator.
const BACKSLASH = "\uf05c";

/** Returns the name by which the compiler knows the file at a path. */
export function toFileName(path: string): string {
  return path.replaceAll("\\", BACKSLASH);
}

/** Returns the path of a file that the compiler names. */
export function toFilePath(fileName: string): string {
  return fileName.replaceAll(BACKSLASH, "\\");
}
