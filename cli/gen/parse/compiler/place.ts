import type { ts } from "./compiler.ts";
import { toFilePath } from "./file_name.ts";
import type { Place } from "../../diagnostics.ts";

/** Returns the place of a node. */
export function placeOf(node: ts.Node): Place {
  const file = node.getSourceFile();
  return placeAt(file, node.getStart(file));
}

/** Returns the place of a position. */
export function placeAt(file: ts.SourceFile, position: number): Place {
  const { line, character } = file.getLineAndCharacterOfPosition(position);
  return {
    path: toFilePath(file.fileName),
    line: line + 1,
    column: character + 1,
  };
}
