import type { Finding, Source } from "../source.ts";

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

/** Finds comments of some rooms that speak in riddles. */
export function findRiddles(
  { path, text }: Source,
  isHeld: (path: string) => boolean,
): Finding[] {
  if (!isHeld(path)) return [];
  const lines = text.split("\n");
  return Array.from(text.matchAll(RIDDLE)).flatMap(({ 0: found, index }) => {
    const line = text.slice(0, index).split("\n").length;
    const comment = COMMENT.exec(lines[line - 1] ?? "");
    const column = index - text.lastIndexOf("\n", index - 1) - 1;
    if (comment === null || column < comment.index) return [];
    const words = found.replace(/\s+(?:\*|\/\/)?\s*/g, " ");
    const message = `"${words}" is a riddle; name who or what it is`;
    return [{ path, line, message }];
  });
}
