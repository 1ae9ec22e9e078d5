import { type Diagnostics, startOf } from "../diagnostics.ts";
import type { Draft, Piece } from "../emit/piece.ts";
import { type Format, settle } from "./format.ts";
import { fromSpecifier } from "../paths.ts";
import type { OutputFile } from "./write.ts";

/** Lays a file out as `deno fmt` has it, or says why not. */
export function layOut(
  { name, pieces, source }: Draft,
  folder: string,
  format: Format,
  diagnostics: Diagnostics,
): OutputFile[] {
  try {
    const laidOut = gather(pieces).map(({ code, isIntricate }) =>
      settle(code, format, isIntricate)
    );
    return [{ name, code: laidOut.join("\n") }];
  } catch (error) {
    const [reason = ""] = String(error).split("\n");
    diagnostics.add(
      "GEN106",
      startOf(fromSpecifier(source, folder) ?? folder),
      `cannot lay out ${name}: ${reason}`,
      "this is the generator's mistake: report it with the class",
    );
    return [];
  }
}

// Each call of the formatter costs what some functions do, and what it is
// given in one call decides on its memory.
const GATHERED_LENGTH = 4_000;

/** Joins neighbours that one pass over them is enough for. */
function gather(pieces: readonly Piece[]): readonly Piece[] {
  const gathered: Piece[] = [];
  for (const piece of pieces) {
    const last = gathered.at(-1);
    const isJoined = last !== undefined && !last.isIntricate &&
      !piece.isIntricate && last.code.length < GATHERED_LENGTH;
    if (!isJoined) gathered.push(piece);
    else {
      const code = `${last.code}\n${piece.code}`;
      gathered[gathered.length - 1] = { code, isIntricate: false };
    }
  }
  return gathered;
}
