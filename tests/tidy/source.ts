import ts from "typescript";

/** One text file of the repository. */
export interface TextFile {
  /** Its path from the root, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

/** One TypeScript file with its syntax tree. */
export interface Source extends TextFile {
  readonly tree: ts.SourceFile;
}

/** Something that breaks a rule, and what would be right. */
export interface Finding {
  readonly path: string;
  readonly line: number;
  readonly message: string;
}

/** Parses a text into a source; only its syntax, so never its imports. */
export function createSource(path: string, text: string): Source {
  const tree = ts.createSourceFile(
    path,
    text,
    ts.ScriptTarget.Latest,
    true,
  );
  return { path, text, tree };
}

/** Says what is wrong at a node. */
export function findingAt(
  source: Source,
  node: ts.Node,
  message: string,
): Finding {
  return { path: source.path, line: lineOf(source, node), message };
}

/** The line, counted from 1, that a node starts on, its comments aside. */
export function lineOf({ tree }: Source, node: ts.Node): number {
  return tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1;
}

/** Writes a finding as editors and people read it. */
export function formatFinding({ path, line, message }: Finding): string {
  return `${path}:${line} ${message}`;
}

/** Visits a node and everything below it. */
export function visit(node: ts.Node, see: (node: ts.Node) => void): void {
  see(node);
  ts.forEachChild(node, (child) => visit(child, see));
}

/** Whether the file is part of what users import or run. */
export function isLibrary(path: string): boolean {
  return path === "mod.ts" || /^(?:src|cli)\//.test(path);
}

/** Whether the generator wrote the file. */
export function isGenerated(path: string): boolean {
  return path.endsWith(".gen.ts");
}

/** Whether the file is a tiny project that a test feeds to the generator. */
export function isFixture(path: string): boolean {
  return /^tests\/(?:.*\/)?(?:fixtures|golden)\//.test(path);
}

/** Whether people of this house wrote the file in its own style. */
export function isOurs(path: string): boolean {
  return !isGenerated(path) && !isFixture(path);
}
