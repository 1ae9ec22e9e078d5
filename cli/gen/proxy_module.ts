import { folderOf, relativePath, toPath } from "./paths.ts";

/**
 * Tells where generated files import the run-time half of proxies from.
 *
 * A package has it as its entry point `/proxy`; the `mod.ts` of a checkout or
 * of a copy on a web server has it in a file beside it.
 */
export function locateProxyModule(library: string, folder: string): string {
  if (!/(?:^|\/)mod\.ts$/.test(library)) return `${library}/proxy`;
  const door = "src/proxy/mod.ts";
  if (/^[a-z][a-z+.-]+:/.test(library)) return new URL(door, library).href;
  return relativePath(folder, `${folderOf(toPath(library))}/${door}`);
}
