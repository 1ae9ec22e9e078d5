import { dirname, join } from "node:path/posix";
import ts from "typescript";
import { lineOf, type Source, visit } from "./source.ts";

/** One place where a file names another module, types included. */
export interface Import {
  readonly from: string;
  readonly line: number;
  /** As it is written. */
  readonly specifier: string;
  /** The path from the root where it leads, or `undefined` for a package. */
  readonly target: string | undefined;
}

/** The names of `deno.json` that lead to a file of this repository. */
export type Aliases = Readonly<Record<string, string>>;

/** Reads every import, re-export, import type and dynamic import. */
export function readImports(source: Source, aliases: Aliases = {}): Import[] {
  const imports: Import[] = [];
  visit(source.tree, (node) => {
    const specifier = readSpecifier(node);
    if (specifier === undefined) return;
    imports.push({
      from: source.path,
      line: lineOf(source, node),
      specifier,
      target: resolveSpecifier(source.path, specifier, aliases),
    });
  });
  return imports;
}

function readSpecifier(node: ts.Node): string | undefined {
  const expression = findSpecifier(node);
  return expression !== undefined && ts.isStringLiteralLike(expression)
    ? expression.text
    : undefined;
}

function findSpecifier(node: ts.Node): ts.Node | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) {
    return node.moduleSpecifier;
  }
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
    return node.argument.literal;
  }
  const isDynamic = ts.isCallExpression(node) &&
    node.expression.kind === ts.SyntaxKind.ImportKeyword;
  return isDynamic ? node.arguments[0] : undefined;
}

function resolveSpecifier(
  from: string,
  specifier: string,
  aliases: Aliases,
): string | undefined {
  if (specifier.startsWith(".")) return join(dirname(from), specifier);
  const alias = aliases[specifier];
  return alias?.startsWith("./") ? alias.slice(2) : undefined;
}
