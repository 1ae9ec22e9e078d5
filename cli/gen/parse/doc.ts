import { ts } from "./compiler/compiler.ts";

/** Reads the doc comment of a declaration as lines without their stars. */
export function readDoc(node: ts.Node): string[] {
  const { text } = node.getSourceFile();
  const comments = ts.getLeadingCommentRanges(text, node.getFullStart()) ?? [];
  const last = comments
    .map(({ pos, end }) => text.slice(pos, end))
    .findLast((comment) =>
      /^\/\*\*[^*/]/.test(comment) && !/@module\b/.test(comment)
    );
  if (last === undefined) return [];
  const lines = last.slice(3, -2).split("\n")
    .map((line) => line.replace(/^\s*\*? ?/, "").trimEnd());
  return lines.slice(
    lines.findIndex((line) => line !== ""),
    lines.findLastIndex((line) => line !== "") + 1,
  );
}
