import ts from "typescript";
import { type Finding, findingAt, type Source, visit } from "../source.ts";

const GLOBALS = new Set([
  "clearInterval",
  "clearTimeout",
  "crypto",
  "performance",
  "queueMicrotask",
  "setImmediate",
  "setInterval",
  "setTimeout",
]);
const MEMBERS = new Set(["Date.now", "Math.random"]);
const DISK = new Set([
  "chmod",
  "copyFile",
  "create",
  "lstat",
  "makeTempDir",
  "makeTempFile",
  "mkdir",
  "open",
  "readDir",
  "readFile",
  "readTextFile",
  "realPath",
  "remove",
  "rename",
  "stat",
  "symlink",
  "truncate",
  "writeFile",
  "writeTextFile",
]);

/** Finds where the core reaches for time or chance past the Runtime seam. */
export function findHiddenRuntime(source: Source): Finding[] {
  const { path } = source;
  // The page runs in a browser, where no Runtime is: its clock is its own.
  const isSeam = path === "src/base/runtime.ts" ||
    path === "src/inspector/page/link/browser.ts" ||
    path.startsWith("src/testing/");
  if (!path.startsWith("src/") || isSeam) return [];
  const findings: Finding[] = [];
  visit(source.tree, (node) => {
    const name = readRuntimeUse(node);
    if (name === undefined) return;
    const message = `${name}; ask the Runtime, so that tests can stand in`;
    findings.push(findingAt(source, node, message));
  });
  return findings;
}

/** Finds where the generator touches the disk outside of scan and writer. */
export function findHiddenDisk(
  source: Source,
  allowed: ReadonlySet<string>,
): Finding[] {
  if (!source.path.startsWith("cli/") || allowed.has(source.path)) return [];
  const findings: Finding[] = [];
  visit(source.tree, (node) => {
    if (!ts.isPropertyAccessExpression(node)) return;
    const isDeno = node.expression.getText(source.tree) === "Deno";
    const name = node.name.text;
    if (!isDeno || !DISK.has(name.replace(/Sync$/, ""))) return;
    const message = `Deno.${name}; only ${[...allowed].join(", ")} ` +
      "touch the disk";
    findings.push(findingAt(source, node, message));
  });
  return findings;
}

function readRuntimeUse(node: ts.Node): string | undefined {
  if (ts.isPropertyAccessExpression(node)) return readMember(node);
  if (ts.isNewExpression(node) && (node.arguments?.length ?? 0) === 0) {
    const isDate = ts.isIdentifier(node.expression) &&
      node.expression.text === "Date";
    return isDate ? "new Date()" : undefined;
  }
  return ts.isIdentifier(node) && GLOBALS.has(node.text) && isValue(node)
    ? node.text
    : undefined;
}

function readMember(node: ts.PropertyAccessExpression): string | undefined {
  if (!ts.isIdentifier(node.expression)) return undefined;
  const member = `${node.expression.text}.${node.name.text}`;
  const isGlobal = node.expression.text === "globalThis" &&
    GLOBALS.has(node.name.text);
  return MEMBERS.has(member) || isGlobal ? member : undefined;
}

// A name is the global only where a value stands: not behind a dot, not where
// something is declared under it, and not in a type.
function isValue(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (ts.isTypeNode(parent) || ts.isQualifiedName(parent)) return false;
  const isDeclared = "name" in parent && parent.name === node;
  return !isDeclared || ts.isShorthandPropertyAssignment(parent);
}
