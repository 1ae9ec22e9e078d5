import type { Origin } from "./facts.ts";
import { folderOf, relativePath, toPath, toSpecifier } from "../paths.ts";

/**
 * Tells where generated files import the run-time half of proxies from.
 *
 * A package exports it as `/proxy`; a checkout, or a copy on a web server, has
 * it in a file beside `mod.ts`.
 */
export function locateProxyModule(library: string, folder: string): string {
  if (!isFile(library)) return `${library}/proxy`;
  const door = "src/proxy/mod.ts";
  if (isUrl(library)) return new URL(door, library).href;
  const path = `${folderOf(toPath(library))}/${door}`;
  return toSpecifier(relativePath(folder, path));
}

/** Tells where generated files import the library's own types from. */
export function locateLibrary(library: string): Origin {
  return isFile(library) && !isUrl(library)
    ? { path: toPath(library) }
    : { specifier: library };
}

function isFile(library: string): boolean {
  return /(?:^|\/)mod\.ts$/.test(library);
}

function isUrl(library: string): boolean {
  return /^[a-z][a-z+.-]+:/.test(library);
}
