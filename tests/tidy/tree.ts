import { walkSync } from "@std/fs/walk";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { createSource, type Source, type TextFile } from "./source.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const SKIPPED = [/\/\.git$/, /\/node_modules$/, /\/coverage$/];
const TEXT = /\.(?:tsx?|md|json|jsonc|lock|txt|html|css|js|yml)$|\/[^./]+$/;

/** What of `deno.json` the rules need. */
export interface Config {
  readonly exports: Readonly<Record<string, string>>;
  readonly imports: Readonly<Record<string, string>>;
}

/** The repository as the rules see it. */
export interface Tree {
  readonly config: Config;
  readonly texts: readonly TextFile[];
  readonly sources: readonly Source[];
}

/** Reads the repository that this file belongs to. */
export function readTree(): Tree {
  const texts = readTexts();
  const config = texts.find(({ path }) => path === "deno.json");
  return {
    config: JSON.parse(config?.text ?? "{}"),
    texts,
    sources: texts
      .filter(({ path }) => /\.tsx?$/.test(path))
      .map(({ path, text }) => createSource(path, text)),
  };
}

function readTexts(): TextFile[] {
  const texts: TextFile[] = [];
  for (
    const { path } of walkSync(ROOT, { includeDirs: false, skip: SKIPPED })
  ) {
    if (!TEXT.test(path)) continue;
    texts.push({
      path: relative(ROOT, path).replaceAll("\\", "/"),
      text: Deno.readTextFileSync(path),
    });
  }
  return texts.sort((a, b) => a.path < b.path ? -1 : 1);
}
