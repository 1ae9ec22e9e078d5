import type { Import } from "../imports.ts";
import type { Finding } from "../source.ts";

/** Finds the import cycles, each once, types included. */
export function findCycles(imports: readonly Import[]): Finding[] {
  const graph = Map.groupBy(imports, ({ from }) => from);
  const done = new Set<string>();
  const findings: Finding[] = [];
  const path: string[] = [];

  function walk(file: string): void {
    if (done.has(file)) return;
    path.push(file);
    for (const one of graph.get(file) ?? []) {
      if (one.target === undefined) continue;
      const start = path.indexOf(one.target);
      if (start === -1) walk(one.target);
      else findings.push(describe(one, path.slice(start)));
    }
    path.pop();
    done.add(file);
  }

  for (const file of graph.keys()) walk(file);
  return findings;
}

function describe({ from, line, target }: Import, path: string[]): Finding {
  const cycle = [...path, target].join(" -> ");
  return {
    path: from,
    line,
    message: `closes an import cycle: ${cycle}; move what both need down`,
  };
}
