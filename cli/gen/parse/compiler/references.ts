import { ts } from "./compiler.ts";
import type { Projects } from "./config.ts";
import { toFilePath } from "./file_name.ts";
import { isLibrary } from "./host.ts";
import { placeOf } from "./place.ts";
import type { Diagnostics } from "../../diagnostics.ts";
import type { Origin, TypeReference } from "../../model/facts.ts";
import type { Stubs } from "./stub.ts";
import { folderOf } from "../../paths.ts";
import type { Sources } from "../../scan/sources.ts";

/** The way in which other files can write a name of a type. */
export type Meaning =
  /** A name to import. */
  | { readonly kind: "import"; readonly reference: TypeReference }
  /** A name that every file can see. */
  | { readonly kind: "global" }
  /** A name that only its own file can see. */
  | { readonly kind: "hidden" };

/** The tools that explain references. */
export interface ReferenceTools {
  readonly checker: ts.TypeChecker;
  readonly projects: Projects;
  readonly sources: Sources;
  readonly diagnostics: Diagnostics;
  readonly stubs: Stubs;
  /** The absolute path of the output folder. */
  readonly outputFolder: string;
}

/** Tells how other files can write the names that sources use. */
export class References {
  readonly #tools: ReferenceTools;
  readonly #exports = new Map<ts.Symbol, Map<ts.Symbol, string>>();
  readonly #imports = new Map<ts.SourceFile, Map<ts.Symbol, ts.Symbol>>();

  constructor(tools: ReferenceTools) {
    this.#tools = tools;
  }

  /** Tells what a name that a source uses means to other files. */
  explain(symbol: ts.Symbol): Meaning {
    return symbol.flags & ts.SymbolFlags.Alias
      ? this.#explainImport(symbol)
      : this.explainDeclared(symbol);
  }

  /** Does the same for a name that need not be known in `file`. */
  explainFrom(symbol: ts.Symbol, file: ts.SourceFile): Meaning {
    // The actor's own import wins over an invented one.
    const imported = this.#importsOf(file).get(symbol);
    return imported === undefined
      ? this.explainDeclared(symbol)
      : this.#explainImport(imported);
  }

  /** Tells where a specifier leads, seen from the output. */
  locate(node: ts.StringLiteral): Origin {
    const { projects, outputFolder } = this.#tools;
    const { fileName } = node.getSourceFile();
    const folder = folderOf(toFilePath(fileName));
    const here = projects.resolve(node.text, folder);
    if ("path" in here) this.#checkPresence(here.path, node);
    if (/^(?:\.{0,2}\/|file:)/.test(node.text)) return here;
    // A mapped name stays if it means the same in the output folder.
    const there = projects.resolve(node.text, outputFolder);
    const isKept = JSON.stringify(here) === JSON.stringify(there);
    return isKept ? { specifier: node.text } : here;
  }

  #checkPresence(path: string, node: ts.StringLiteral): void {
    const { sources, diagnostics, stubs } = this.#tools;
    // A proxy's file may not be written yet.
    if (stubs.replaces(path) || sources.readText(path) !== undefined) {
      return;
    }
    diagnostics.add(
      "GEN401",
      placeOf(node),
      `cannot find the module ${node.text} of a message's type`,
      "mend the import; until then such values are copied unchecked",
    );
  }

  #explainImport(symbol: ts.Symbol): Meaning {
    const node = symbol.declarations?.[0];
    const statement = node && ts.findAncestor(node, ts.isImportDeclaration);
    if (
      node === undefined || statement === undefined ||
      statement.attributes !== undefined ||
      !ts.isStringLiteral(statement.moduleSpecifier)
    ) return { kind: "hidden" };
    const neighbour = this.#findNeighbour(symbol);
    if (neighbour !== undefined) {
      return {
        kind: "import",
        reference: { ...neighbour, local: symbol.name },
      };
    }
    const reference = {
      origin: this.locate(statement.moduleSpecifier),
      name: importedName(node),
      local: symbol.name,
    };
    return { kind: "import", reference };
  }

  /** Finds a proxy in the output folder, whatever its import. */
  #findNeighbour(
    symbol: ts.Symbol,
  ): Pick<TypeReference, "origin" | "name"> | undefined {
    const { stubs, outputFolder } = this.#tools;
    const { name, declarations } = this.#resolve(symbol);
    const file = declarations?.[0]?.getSourceFile();
    if (file === undefined) return undefined;
    const path = stubs.readPath(file.fileName);
    const isNear = stubs.replaces(path) && folderOf(path) === outputFolder;
    // The whole of a module is no name in it.
    const isWhole = declarations?.[0] === file;
    return isNear && !isWhole ? { origin: { path }, name } : undefined;
  }

  /** Tells what a name means to other files that its own file declares. */
  explainDeclared(symbol: ts.Symbol): Meaning {
    const file = symbol.declarations?.[0]?.getSourceFile();
    if (file === undefined || isLibrary(file)) return { kind: "global" };
    const module = this.#tools.checker.getSymbolAtLocation(file);
    if (module === undefined) return { kind: "global" };
    const name = this.#exportsOf(module).get(symbol);
    if (name === undefined) {
      return { kind: isDeclaredGlobal(symbol) ? "global" : "hidden" };
    }
    const origin = { path: this.#tools.stubs.readPath(file.fileName) };
    const reference = { origin, name, local: declaredName(symbol) };
    return { kind: "import", reference };
  }

  #exportsOf(module: ts.Symbol): Map<ts.Symbol, string> {
    const known = this.#exports.get(module);
    if (known !== undefined) return known;
    const names = new Map<ts.Symbol, string>();
    for (const exported of this.#tools.checker.getExportsOfModule(module)) {
      const symbol = this.#resolve(exported);
      const before = names.get(symbol);
      // Its own name is the best one, `default` the last resort.
      const isBetter = before === undefined || before === "default" ||
        exported.name === symbol.name;
      if (isBetter) names.set(symbol, exported.name);
    }
    this.#exports.set(module, names);
    return names;
  }

  #importsOf(file: ts.SourceFile): Map<ts.Symbol, ts.Symbol> {
    const known = this.#imports.get(file);
    if (known !== undefined) return known;
    const symbols = new Map<ts.Symbol, ts.Symbol>();
    for (const name of listImportedNames(file)) {
      const symbol = this.#tools.checker.getSymbolAtLocation(name);
      if (symbol !== undefined) symbols.set(this.#resolve(symbol), symbol);
    }
    this.#imports.set(file, symbols);
    return symbols;
  }

  #resolve(symbol: ts.Symbol): ts.Symbol {
    return symbol.flags & ts.SymbolFlags.Alias
      ? this.#tools.checker.getAliasedSymbol(symbol)
      : symbol;
  }
}

/** A default export's symbol is called `default`, its declaration is not. */
export function declaredName(symbol: ts.Symbol): string {
  const node = symbol.declarations?.[0];
  const name = node && ts.getNameOfDeclaration(node);
  return name !== undefined && ts.isIdentifier(name) ? name.text : symbol.name;
}

function importedName(node: ts.Declaration): string {
  if (ts.isNamespaceImport(node)) return "*";
  return ts.isImportSpecifier(node)
    ? (node.propertyName ?? node.name).text
    : "default";
}

function listImportedNames(file: ts.SourceFile): ts.Identifier[] {
  return file.statements.flatMap((statement) => {
    const clause = ts.isImportDeclaration(statement)
      ? statement.importClause
      : undefined;
    const bindings = clause?.namedBindings;
    const named = bindings !== undefined && ts.isNamedImports(bindings)
      ? bindings.elements.map((element) => element.name)
      : [];
    return clause?.name === undefined ? named : [clause.name, ...named];
  });
}

function isDeclaredGlobal(symbol: ts.Symbol): boolean {
  const node = symbol.declarations?.[0];
  return node !== undefined &&
    ts.findAncestor(node, ts.isModuleDeclaration)?.name.text === "global";
}
