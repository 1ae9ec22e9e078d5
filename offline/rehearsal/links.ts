import { posix } from "node:path";
import type { Files } from "./tarball.ts";

/** Finds a link's text and its target. */
const LINK = /\[[^\]]*\]\(([^)\s]+)\)/g;

/**
 * Lists the links of a package's pages that lead to nothing in the package, as
 * `page: target`. A registry shows what was published and nothing beside it.
 */
export function findDeadLinks(files: Files): string[] {
  const dead: string[] = [];
  const decoder = new TextDecoder();
  for (const [page, bytes] of files) {
    if (!page.endsWith(".md")) continue;
    const text = withoutCode(decoder.decode(bytes));
    for (const [, target = ""] of text.matchAll(LINK)) {
      if (/^[a-z]+:/.test(target)) continue;
      if (!leads(target, page, files)) dead.push(`${page}: ${target}`);
    }
  }
  return dead;
}

function leads(target: string, page: string, files: Files): boolean {
  const [path = "", anchor] = target.split("#");
  const found = path === "" ? page : posix.join(posix.dirname(page), path);
  const bytes = files.get(found);
  if (bytes === undefined) {
    return anchor === undefined &&
      files.keys().some((one) => one.startsWith(found.replace(/\/?$/, "/")));
  }
  return anchor === undefined ||
    listAnchors(new TextDecoder().decode(bytes)).has(anchor);
}

/** Lists the anchors of a page's headings, as registries make them. */
function listAnchors(page: string): ReadonlySet<string> {
  const headings = withoutCode(page).matchAll(/^#+ (.+)$/gm);
  return new Set(
    Array.from(
      headings,
      ([, text = ""]) =>
        text.toLowerCase().replaceAll(/[^\p{L}\p{N}\- ]/gu, "")
          .replaceAll(" ", "-"),
    ),
  );
}

function withoutCode(page: string): string {
  return page.replaceAll(/^```.*?^```/gms, "");
}
