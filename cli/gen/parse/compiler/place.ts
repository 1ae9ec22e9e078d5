import type { ts } from "./compiler.ts";
import type { Place } from "../../diagnostics.ts";

/** Tells where a node stands. */
export function placeOf(node: ts.Node): Place {
  const file = node.getSourceFile();
  return placeAt(file, node.getStart(file));
}

/** Tells where a position is. */
export function placeAt(file: ts.SourceFile, position: number): Place {
  const { line, character } = file.getLineAndCharacterOfPosition(position);
  return { path: file.fileName, line: line + 1, column: character + 1 };
}
