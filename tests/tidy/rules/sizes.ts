import ts from "typescript";
import {
  type Finding,
  findingAt,
  isOurs,
  type Source,
  visit,
} from "../source.ts";

const MAX_FILE_LINES = 350;
const MAX_FUNCTION_LINES = 60;
const MAX_COLUMNS = 80;

/** Finds the files that are too long to read in one go. */
export function findLongFiles(source: Source): Finding[] {
  const { path, text } = source;
  if (!isOurs(path)) return [];
  const lines = text.trimEnd().split("\n").length;
  if (lines <= MAX_FILE_LINES) return [];
  const message =
    `file has ${lines} lines; split it by its nouns, ${MAX_FILE_LINES} at most`;
  return [{ path, line: MAX_FILE_LINES + 1, message }];
}

/** Finds the functions that do not fit on a screen. */
export function findLongFunctions(source: Source): Finding[] {
  const findings: Finding[] = [];
  if (!isOurs(source.path)) return findings;
  visit(source.tree, (node) => {
    if (!ts.isFunctionLike(node)) return;
    const lines = countLines(source, node);
    if (lines <= MAX_FUNCTION_LINES) return;
    const message = `function has ${lines} lines; split it by its steps, ` +
      `${MAX_FUNCTION_LINES} at most`;
    findings.push(findingAt(source, node, message));
  });
  return findings;
}

/** Finds the lines that are too wide, except for addresses and imports. */
export function findWideLines({ path, text }: Source): Finding[] {
  if (!isOurs(path)) return [];
  return text.split("\n").flatMap((line, index) => {
    const columns = [...line].length;
    const isExempt = /:\/\/|^(?:import|export|\}) .*from "/.test(line);
    if (columns <= MAX_COLUMNS || isExempt) return [];
    const message = `line has ${columns} columns; ${MAX_COLUMNS} at most`;
    return [{ path, line: index + 1, message }];
  });
}

function countLines({ tree }: Source, node: ts.Node): number {
  const first = tree.getLineAndCharacterOfPosition(node.getStart(tree)).line;
  return tree.getLineAndCharacterOfPosition(node.getEnd()).line - first + 1;
}
