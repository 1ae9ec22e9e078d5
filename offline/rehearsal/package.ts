import { join, relative } from "node:path";
import type { Files } from "./tarball.ts";

/** One version of a package, as a registry keeps it. */
export interface Package {
  /** The name with its scope: `@backstage/actors`. */
  readonly name: string;
  readonly version: string;
  /** The path of each entry point's module by the entry point's name. */
  readonly exports: Readonly<Record<string, string>>;
  readonly files: Files;
}

interface Config {
  readonly name: string;
  readonly version: string;
  readonly exports: string | Readonly<Record<string, string>>;
}

/** Reads name, version and entry points out of a package's own `deno.json`. */
export function createPackage(files: Files, configPath: string): Package {
  const bytes = files.get(configPath);
  if (bytes === undefined) {
    throw new Error(`Cannot read a package: it has no ${configPath}`);
  }
  const config: Config = JSON.parse(new TextDecoder().decode(bytes));
  const { name, version } = config;
  const exports = typeof config.exports === "string"
    ? { ".": config.exports }
    : config.exports;
  for (const path of Object.values(exports)) {
    if (files.has(path.replace(/^\./, ""))) continue;
    throw new Error(`Cannot read the package ${name}: it has no ${path}`);
  }
  return { name, version, exports, files };
}

/** Reads a package from the folder that its sources lie in. */
export async function readPackage(folder: string): Promise<Package> {
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  for await (const path of walkFiles(folder)) {
    const name = relative(folder, path).replaceAll("\\", "/");
    files.set(`/${name}`, await Deno.readFile(path));
  }
  return createPackage(files, "/deno.json");
}

async function* walkFiles(folder: string): AsyncGenerator<string> {
  for await (const { name, isDirectory, isFile } of Deno.readDir(folder)) {
    const path = join(folder, name);
    if (isDirectory) yield* walkFiles(path);
    if (isFile) yield path;
  }
}
