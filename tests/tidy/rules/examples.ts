import { dirname, join } from "node:path/posix";
import ts from "typescript";
import { type Finding, findingAt, type Source } from "../source.ts";

/**
 * Finds classes and functions that an entry point exports without an example.
 *
 * A namespace of functions needs one for all of them, at its export.
 */
export function findBareExports(
  sources: readonly Source[],
  entryPoints: ReadonlySet<string>,
): Finding[] {
  const byPath = new Map(sources.map((source) => [source.path, source]));
  return [...entryPoints].flatMap((path) => {
    const door = byPath.get(path);
    if (door === undefined) return [];
    return door.tree.statements.flatMap((statement) => {
      if (!ts.isExportDeclaration(statement)) return judge(door, statement);
      return judgeExport(door, statement, byPath);
    });
  });
}

function judgeExport(
  door: Source,
  { exportClause, isTypeOnly, moduleSpecifier }: ts.ExportDeclaration,
  byPath: ReadonlyMap<string, Source>,
): Finding[] {
  if (isTypeOnly || exportClause === undefined) return [];
  if (ts.isNamespaceExport(exportClause)) {
    return hasExample(exportClause.parent) ? [] : [report(door, exportClause)];
  }
  const specifier = moduleSpecifier?.getText(door.tree).slice(1, -1) ?? "";
  const source = byPath.get(join(dirname(door.path), specifier));
  if (source === undefined) return [];
  const values = exportClause.elements.filter((one) => !one.isTypeOnly);
  const names = values.map(({ name, propertyName }) =>
    (propertyName ?? name).text
  );
  return source.tree.statements.flatMap((statement) => {
    const isOne = isDeclaration(statement) &&
      names.includes(statement.name?.text ?? "");
    return isOne ? judge(source, statement) : [];
  });
}

function judge(source: Source, statement: ts.Statement): Finding[] {
  const isBare = isDeclaration(statement) && isExported(statement) &&
    !hasExample(statement);
  return isBare ? [report(source, statement)] : [];
}

function isDeclaration(
  node: ts.Node,
): node is ts.ClassDeclaration | ts.FunctionDeclaration {
  return ts.isClassDeclaration(node) || ts.isFunctionDeclaration(node);
}

function isExported(node: ts.ClassDeclaration | ts.FunctionDeclaration) {
  const modifiers = ts.getModifiers(node) ?? [];
  return modifiers.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
}

function hasExample(node: ts.Node): boolean {
  return ts.getJSDocTags(node).some(({ tagName }) =>
    tagName.text === "example"
  );
}

function report(source: Source, node: ts.Node): Finding {
  const message = "a door exports it without an example; write one, it is run";
  return findingAt(source, node, message);
}
