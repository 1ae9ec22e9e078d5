import { walk } from "@std/fs/walk";
import { compareText, type Diagnostics, startOf } from "../diagnostics.ts";
import { HEADER } from "../model/header.ts";
import { toPath } from "../paths.ts";
import type { Sources } from "./sources.ts";

/**
 * Text that may be a marker or look like one; the parser decides.
 */
const MARKER = /(?:\/\/|\*)[ \t]*@generate[-_ ]?prox/i;

const EXTENSIONS = [".ts", ".tsx", ".mts"];
const SKIPPED = [/[\\/]node_modules$/, /[\\/]\.git$/];

/** Finds the files with a marker under the given folders and files. */
export async function scan(
  paths: readonly string[],
  sources: Sources,
  diagnostics: Diagnostics,
): Promise<string[]> {
  const found = new Set<string>();
  for (const path of paths) {
    try {
      for await (const file of listSources(toPath(path))) found.add(file);
    } catch (error) {
      if (!isUnreadable(error)) throw error;
      diagnostics.add(
        "GEN101",
        startOf(path),
        `cannot scan ${path}: ${describe(error)}`,
        "name an existing folder or file to scan",
      );
    }
  }
  return [...found].filter((file) => {
    const text = sources.readText(file) ?? "";
    return MARKER.test(text) && !text.startsWith(HEADER);
  }).sort(compareText);
}

async function* listSources(path: string): AsyncGenerator<string> {
  const { isDirectory } = await Deno.stat(path);
  if (!isDirectory) {
    yield path;
    return;
  }
  const options = { includeDirs: false, exts: EXTENSIONS, skip: SKIPPED };
  for await (const entry of walk(path, options)) {
    if (isSource(entry.name)) yield toPath(entry.path);
  }
}

/** Whether a file of that name may hold actors. */
export function isSource(name: string): boolean {
  return EXTENSIONS.some((extension) => name.endsWith(extension)) &&
    !/\.d\.[cm]?ts$/.test(name) && !isGenerated(name);
}

/** Whether a file of that name is one that generators write. */
export function isGenerated(name: string): boolean {
  return name.endsWith("_proxy.gen.ts");
}

// The command explains a missing permission; it is no fault of the path.
function isUnreadable(error: unknown): boolean {
  return error instanceof Deno.errors.NotFound ||
    error instanceof Deno.errors.PermissionDenied ||
    error instanceof Deno.errors.FilesystemLoop;
}

function describe(error: unknown): string {
  if (error instanceof Deno.errors.NotFound) return "it does not exist";
  return "it cannot be read";
}
