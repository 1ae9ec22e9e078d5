import { ts } from "./compiler.ts";
import { placeOf } from "./place.ts";
import type { Diagnostics } from "../../diagnostics.ts";
import type { Lack } from "../resolve/lack.ts";

/** Finds out why an import leads nowhere. */
export type FindLack = () => Lack | undefined;

/** The imports that lead nowhere; those that matter are reported. */
export class LostModules {
  readonly #diagnostics: Diagnostics;
  readonly #lacks = new Map<ts.Node, FindLack>();

  constructor(diagnostics: Diagnostics) {
    this.#diagnostics = diagnostics;
  }

  /** Forgets all imports, before they are resolved anew. */
  clear(): void {
    this.#lacks.clear();
  }

  /** Notes an import that leads nowhere. */
  add(literal: ts.Node, find: FindLack): void {
    this.#lacks.set(literal, find);
  }

  /** Reports an import that a message's type has, if it leads nowhere. */
  report(literal: ts.Node): void {
    const lack = this.#lacks.get(literal)?.();
    if (lack === undefined) return;
    const { code, reason, hint } = lack;
    const what = code === "GEN401" ? "find" : "read";
    const why = reason === "" ? "" : `: ${reason}`;
    this.#diagnostics.add(
      code,
      placeOf(literal),
      `cannot ${what} the module ${textOf(literal)} of a message's type${why}`,
      hint,
    );
  }

  /** Reports the imports that a type may come from that was not found. */
  reportType(type: ts.Type): void {
    const name = type.aliasSymbol && rootName(type.aliasSymbol);
    for (const literal of this.#lacks.keys()) {
      if (name === undefined || brings(literal.parent, name)) {
        this.report(literal);
      }
    }
  }
}

function textOf(literal: ts.Node): string {
  return ts.isStringLiteralLike(literal) ? literal.text : literal.getText();
}

/** The first name of `a.b.C`. */
function rootName(symbol: ts.Symbol): string {
  const { parent } = symbol as { readonly parent?: ts.Symbol };
  return parent === undefined ? symbol.name : rootName(parent);
}

/** Whether a declaration of imports or exports has a name. */
function brings(node: ts.Node, name: string): boolean {
  if (ts.isImportDeclaration(node)) {
    const { name: first, namedBindings } = node.importClause ?? {};
    if (first?.text === name) return true;
    if (namedBindings === undefined) return false;
    return ts.isNamespaceImport(namedBindings)
      ? namedBindings.name.text === name
      : namedBindings.elements.some((one) => one.name.text === name);
  }
  if (!ts.isExportDeclaration(node)) return true;
  const { exportClause } = node;
  return exportClause === undefined || !ts.isNamedExports(exportClause) ||
    exportClause.elements.some((one) => one.name.text === name);
}
