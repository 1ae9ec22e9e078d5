import ts from "typescript";
import {
  type Finding,
  findingAt,
  isLibrary,
  isOurs,
  type Source,
  visit,
} from "../source.ts";

/** Finds the type that switches the compiler off. */
export function findAny(source: Source): Finding[] {
  if (!isOurs(source.path)) return [];
  return findNodes(
    source,
    (node) => node.kind === ts.SyntaxKind.AnyKeyword,
    "type any; say what it is, or unknown",
  );
}

/** Finds members that only the compiler keeps private. */
export function findPrivateMembers(source: Source): Finding[] {
  if (!isLibrary(source.path)) return [];
  return findNodes(
    source,
    (node) => node.kind === ts.SyntaxKind.PrivateKeyword,
    "TypeScript private; use #, which also holds at run time",
  );
}

/** Finds syntax that is more than types and has to be compiled. */
export function findCompiledSyntax(source: Source): Finding[] {
  if (!isLibrary(source.path)) return [];
  return findNodes(
    source,
    (node) =>
      ts.isEnumDeclaration(node) || ts.isModuleDeclaration(node) ||
      ts.isImportEqualsDeclaration(node) || isParameterProperty(node),
    "syntax that types alone do not explain; use plain JavaScript for it",
  );
}

function findNodes(
  source: Source,
  isWrong: (node: ts.Node) => boolean,
  message: string,
): Finding[] {
  const findings: Finding[] = [];
  visit(source.tree, (node) => {
    if (isWrong(node)) findings.push(findingAt(source, node, message));
  });
  return findings;
}

function isParameterProperty(node: ts.Node): boolean {
  return ts.isParameter(node) && node.parent !== undefined &&
    ts.isParameterPropertyDeclaration(node, node.parent);
}
