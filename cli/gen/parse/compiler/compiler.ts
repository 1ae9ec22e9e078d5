import "./setup.ts";
import ts from "typescript";
import { createRequire } from "node:module";
import process from "node:process";
import { folderOf, toPath, toSlashes } from "../../paths.ts";

Reflect.deleteProperty(process, "browser");

/** The folder of the compiler's own declarations, `lib.es5.d.ts` and so on. */
export const libraryFolder: string = findLibraryFolder();

// Neither `import.meta.resolve` (not from JSR) nor the compiler (without its
// system) can say where it was loaded from; the cache of modules can.
function findLibraryFolder(): string {
  const { cache } = createRequire(toPath("./"));
  const path = Object.keys(cache).find((key) => cache[key]?.exports === ts);
  if (path === undefined) throw new Error("Cannot find TypeScript's folder");
  return folderOf(toSlashes(path));
}

export { ts };
