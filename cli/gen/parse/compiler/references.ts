import { ts } from "./compiler.ts";
import { toFilePath } from "./file_name.ts";
import { isLibrary } from "./host.ts";
import type { LostModules } from "./lost_modules.ts";
import { compareText } from "../../diagnostics.ts";
import type { Origin, TypeReference } from "../../model/facts.ts";
import type { Stubs } from "./stub.ts";
import { folderOf } from "../../paths.ts";
import { readTypesPragma } from "../resolve/pragma.ts";
import type { Meaning as Meant, Projects } from "../resolve/projects.ts";
import type { RemoteModules } from "../resolve/remote.ts";

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
  readonly program: ts.Program;
  readonly checker: ts.TypeChecker;
  readonly projects: Projects;
  readonly remote: RemoteModules;
  readonly lost: LostModules;
  readonly stubs: Stubs;
  /** The absolute path of the output folder. */
  readonly outputFolder: string;
}

/** Tells how other files can write the names that sources use. */
export class References {
  readonly #tools: ReferenceTools;
  readonly #exports = new Map<ts.Symbol, Map<ts.Symbol, string>>();
  readonly #imports = new Map<ts.SourceFile, Map<ts.Symbol, ts.Symbol>>();

  #foreign: [ts.StringLiteral, ts.Symbol][] | undefined;

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

  /** Tells where an import leads, seen from the output. */
  locate(node: ts.StringLiteral): Origin {
    this.#tools.lost.report(node);
    return this.#locate(node.text, node.getSourceFile());
  }

  #locate(specifier: string, { fileName }: ts.SourceFile): Origin {
    const { projects, outputFolder } = this.#tools;
    const path = toFilePath(fileName);
    const here = toOrigin(projects.resolve(specifier, path), specifier);
    if (/^(?:\.{0,2}\/|file:)/.test(specifier)) return here;
    // A mapped name stays if it means the same in the output folder.
    const there = toOrigin(
      projects.resolve(specifier, `${outputFolder}/any.ts`),
      specifier,
    );
    const isKept = JSON.stringify(here) === JSON.stringify(there);
    return isKept ? { specifier } : here;
  }

  /** Tells where a name comes from that a file imports. */
  #locateImported(symbol: ts.Symbol, node: ts.StringLiteral): Origin {
    const origin = this.locate(node);
    // Values come from code; types from where a comment says that they are.
    if (this.#resolve(symbol).flags & ts.SymbolFlags.Value) return origin;
    const file = node.getSourceFile();
    const types = readTypesPragma(node, file);
    return types === undefined ? origin : this.#locate(types, file);
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
      origin: this.#locateImported(symbol, statement.moduleSpecifier),
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
    if (this.#tools.remote.isForeign(file.fileName)) {
      return this.#explainForeign(symbol);
    }
    const name = this.#exportsOf(module).get(symbol);
    if (name === undefined) {
      return { kind: isDeclaredGlobal(symbol) ? "global" : "hidden" };
    }
    const origin = { path: this.#tools.stubs.readPath(file.fileName) };
    const reference = { origin, name, local: declaredName(symbol) };
    return { kind: "import", reference };
  }

  /**
   * Tells how to import what a package or a remote module declares: as one of
   * the program's own files imports that module, for nothing else is sure to
   * be exported.
   */
  #explainForeign(symbol: ts.Symbol): Meaning {
    for (const [literal, module] of this.#listForeign()) {
      const name = this.#exportsOf(module).get(symbol);
      if (name === undefined) continue;
      const origin = this.#locateImported(symbol, literal);
      const reference = { origin, name, local: declaredName(symbol) };
      return { kind: "import", reference };
    }
    return { kind: isDeclaredGlobal(symbol) ? "global" : "hidden" };
  }

  /** Lists the foreign modules that the program's own files import. */
  #listForeign(): readonly [ts.StringLiteral, ts.Symbol][] {
    if (this.#foreign !== undefined) return this.#foreign;
    const { program, checker, remote } = this.#tools;
    const found = program.getSourceFiles().filter((file) =>
      !isLibrary(file) && !remote.isForeign(file.fileName)
    ).flatMap(listModules).flatMap((literal) => {
      const module = checker.getSymbolAtLocation(literal);
      const file = module?.declarations?.[0]?.getSourceFile();
      return module !== undefined && file !== undefined &&
          remote.isForeign(file.fileName)
        ? [[literal, module] satisfies [ts.StringLiteral, ts.Symbol]]
        : [];
    });
    // The choice must not depend on the order in which files are read.
    this.#foreign = found.sort(([a], [b]) =>
      compareText(a.text, b.text) ||
      compareText(a.getSourceFile().fileName, b.getSourceFile().fileName)
    );
    return this.#foreign;
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

function toOrigin(meaning: Meant, specifier: string): Origin {
  if ("path" in meaning) return meaning;
  return { specifier: "url" in meaning ? meaning.url : specifier };
}

/** Lists the modules that a file imports, or exports again. */
function listModules(file: ts.SourceFile): ts.StringLiteral[] {
  return file.statements.flatMap((one) => {
    const isModule = ts.isImportDeclaration(one) || ts.isExportDeclaration(one);
    const literal = isModule ? one.moduleSpecifier : undefined;
    return literal !== undefined && ts.isStringLiteral(literal)
      ? [literal]
      : [];
  });
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
