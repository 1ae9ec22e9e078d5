import { ts } from "./compiler.ts";
import { toFilePath } from "./file_name.ts";
import { HEADER } from "../../model/header.ts";
import { isGenerated } from "../../scan/scan.ts";
import { Disk } from "../../scan/sources.ts";
import { baseOf, folderOf } from "../../paths.ts";

/** A folder of stand-ins: no folder of a disk is named like this. */
const STUBS = "\ue000";

/**
 * Stand-ins for generated files: each declares the names that are imported
 * from it as proxies. So the output never depends on an earlier output.
 */
export class Stubs {
  readonly #proxyModule: string;
  // Reading a generated file must not make it an input of the run.
  readonly #disk = new Disk();
  readonly #texts = new Map<string, string>();
  readonly #paths = new Map<string, string>();

  constructor(proxyModule: string) {
    this.#proxyModule = proxyModule;
  }

  /**
   * Whether the file at a path is one that the generator writes, or will:
   * other tools may give their files such names.
   */
  replaces(path: string): boolean {
    return isGenerated(baseOf(path)) &&
      (this.#disk.readText(path)?.startsWith(HEADER) ?? true);
  }

  /** Makes the stand-in that one file sees of a generated file. */
  make(path: string, specifier: string, user: ts.SourceFile): string {
    const stub = `${folderOf(user.fileName)}/${STUBS}/` +
      `${baseOf(user.fileName)}-${this.#paths.size}-${baseOf(path)}`;
    this.#paths.set(stub, path);
    this.#texts.set(stub, this.#write(listImports(specifier, user)));
    return stub;
  }

  /** Returns the text of a stand-in. */
  readText(path: string): string | undefined {
    return this.#texts.get(path);
  }

  /** Returns the path of a file, of the generated one for its stand-in. */
  readPath(fileName: string): string {
    return this.#paths.get(fileName) ?? toFilePath(fileName);
  }

  #write(names: readonly string[]): string {
    const from = JSON.stringify(this.#proxyModule);
    const classes = names.map((name) =>
      `export declare class ${name} extends ActorProxy {
  static readonly definition: any;
  static readonly Method: any;
  [method: string]: any;
}\n`
    );
    return `import { ActorProxy } from ${from};\n${classes.join("")}`;
  }
}

/** Whether the compiler's name of a file is that of a stand-in. */
export function isStub(fileName: string): boolean {
  return fileName.includes(`/${STUBS}/`);
}

/** Lists what a file imports, or exports again, by name. */
function listImports(specifier: string, file: ts.SourceFile): string[] {
  const names = file.statements.flatMap((statement) => {
    const bindings = ts.isImportDeclaration(statement)
      ? statement.importClause?.namedBindings
      : ts.isExportDeclaration(statement)
      ? statement.exportClause
      : undefined;
    if (bindings === undefined || !("elements" in bindings)) return [];
    const { moduleSpecifier } = statement as ts.ImportDeclaration;
    const isHere = moduleSpecifier !== undefined &&
      ts.isStringLiteral(moduleSpecifier) && moduleSpecifier.text === specifier;
    if (!isHere) return [];
    return bindings.elements.map(({ name, propertyName }) =>
      (propertyName ?? name).text
    );
  });
  return [...new Set(names)].filter((name) => name !== "default").sort();
}
