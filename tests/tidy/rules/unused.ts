import type { Import } from "../imports.ts";
import { type Finding, isLibrary } from "../source.ts";

/** Finds the library's files that no entry point and no test leads to. */
export function findUnused(
  paths: readonly string[],
  imports: readonly Import[],
  entryPoints: ReadonlySet<string>,
): Finding[] {
  const graph = Map.groupBy(imports, ({ from }) => from);
  const roots = paths.filter((path) =>
    entryPoints.has(path) || path.endsWith("_test.ts")
  );
  const reached = new Set(roots);
  for (const path of reached) {
    for (const { target } of graph.get(path) ?? []) {
      if (target !== undefined) reached.add(target);
    }
  }
  return paths
    .filter((path) => isLibrary(path) && !reached.has(path))
    .map((path) => ({
      path,
      line: 1,
      message: "no entry point and no test imports it; use it or remove it",
    }));
}
