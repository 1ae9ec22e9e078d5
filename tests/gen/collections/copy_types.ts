import { dirname, join, relative } from "node:path";

const SPECIFIER = /(\bfrom\s*|\bimport\s*\(\s*|\bimport\s+)(["'])([^"']+)\2/g;

/**
 * Copies a file of declarations and all that it imports, with specifiers that
 * name the copies: the generator reads files, and no packages.
 */
export function copyTypes(modules: string, file: string, to: string): string {
  const copied = new Map<string, string>();
  const waiting = [join(modules, file)];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (copied.has(path)) continue;
    const from = path;
    const text = Deno.readTextFileSync(from);
    const target = join(to, relative(modules, from));
    const written = text.replaceAll(
      SPECIFIER,
      (all, head: string, mark: string, specifier: string) => {
        const found = resolve(modules, dirname(from), specifier);
        if (found === undefined) return all;
        waiting.push(found);
        const near = relative(dirname(from), found);
        return `${head}${mark}${near.startsWith(".") ? near : `./${near}`}` +
          mark;
      },
    );
    Deno.mkdirSync(dirname(target), { recursive: true });
    Deno.writeTextFileSync(target, written);
    copied.set(from, target);
  }
  return copied.get(join(modules, file)) ?? file;
}

function resolve(
  modules: string,
  folder: string,
  specifier: string,
): string | undefined {
  const bare = specifier.replace(/\.([cm]?)js$/, ".d.$1ts");
  // Deno keeps the packages of packages in a folder of its own.
  const places = specifier.startsWith(".")
    ? [folder]
    : [modules, join(modules, ".deno/node_modules")];
  const candidates = places.map((place) => join(place, bare)).flatMap((at) => [
    at,
    `${at}.d.ts`,
    `${at}.d.mts`,
    join(at, "index.d.ts"),
    join(at, "dist/index.d.ts"),
  ]);
  return candidates.find((path) => /\.d\.[cm]?ts$/.test(path) && isFile(path));
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
