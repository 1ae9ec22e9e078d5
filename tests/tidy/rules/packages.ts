import type { Import } from "../imports.ts";
import { type Finding, isLibrary } from "../source.ts";

/** Which files of the library may import a package, by their paths. */
export type Packages = Readonly<Record<string, RegExp>>;

/** Finds the imports of packages outside of the place that is theirs. */
export function findStrayPackages(
  imports: readonly Import[],
  packages: Packages,
): Finding[] {
  return imports
    .filter(({ from, target }) => isLibrary(from) && target === undefined)
    .filter(({ from, specifier }) =>
      packages[packageOf(specifier)]?.test(from) !== true
    )
    .map(({ from, line, specifier }) => ({
      path: from,
      line,
      message: describe(specifier, packages[packageOf(specifier)]),
    }));
}

function describe(specifier: string, place: RegExp | undefined): string {
  return place === undefined
    ? `imports ${specifier}, which is no dependency of the library`
    : `imports ${specifier}; only ${place.source} may`;
}

function packageOf(specifier: string): string {
  if (specifier.startsWith("node:")) return specifier;
  const [first = "", second = ""] = specifier.split("/");
  return specifier.startsWith("@") ? `${first}/${second}` : first;
}
