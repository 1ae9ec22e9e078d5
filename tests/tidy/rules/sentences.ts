import type { Finding, TextFile } from "../source.ts";

/**
 * Words that leave open who or what is meant, and what says it.
 *
 * A sentence has a noun of the glossary for its subject: the caller, the
 * actor, the scheduler.
 */
const RIDDLES = [
  "nobody",
  "somebody",
  "anybody",
  "everybody",
  "whoever",
  "stands? for",
  "what of it",
];
// Between two words of a comment there may be a break, with what starts a line.
const GAP = "\\s+(?:(?:\\*|//)\\s+)?";
const RIDDLE = new RegExp(
  `\\b(?:${RIDDLES.map((words) => words.replaceAll(" ", GAP)).join("|")})\\b`,
  "gi",
);
const COMMENT = /^\s*(?:\/\*|\*|\/\/)|\s\/\/\s/;

/** Finds pages, and comments of some rooms, that speak in riddles. */
export function findRiddles(
  { path, text }: TextFile,
  isHeld: (path: string) => boolean,
): Finding[] {
  if (!isHeld(path)) return [];
  const lines = text.split("\n");
  return Array.from(text.matchAll(RIDDLE)).flatMap(({ 0: found, index }) => {
    const line = text.slice(0, index).split("\n").length;
    const column = index - text.lastIndexOf("\n", index - 1) - 1;
    if (!isProse(path, lines[line - 1] ?? "", column)) return [];
    const words = found.replace(/\s+(?:\*|\/\/)?\s*/g, " ");
    const message = `"${words}" is a riddle; name who or what it is`;
    return [{ path, line, message }];
  });
}

function isProse(path: string, line: string, column: number): boolean {
  if (path.endsWith(".md")) return true;
  const comment = COMMENT.exec(line);
  return comment !== null && column >= comment.index;
}
