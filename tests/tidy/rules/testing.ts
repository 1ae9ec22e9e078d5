import ts from "typescript";
import {
  type Finding,
  findingAt,
  isFixture,
  type Source,
  visit,
} from "../source.ts";

const SANITIZERS = new Set([
  "sanitizeExit",
  "sanitizeOps",
  "sanitizeResources",
]);

/** Finds the tests that sleep, skip, or look away from leaks. */
export function findWeakTests(source: Source): Finding[] {
  const { path, tree } = source;
  const isTest = path.startsWith("tests/") || path.endsWith("_test.ts");
  if (!isTest || isFixture(path)) return [];
  const findings: Finding[] = [];
  visit(tree, (node) => {
    const message = judge(node);
    if (message !== undefined) findings.push(findingAt(source, node, message));
  });
  return findings;
}

function judge(node: ts.Node): string | undefined {
  if (ts.isCallExpression(node)) return judgeCall(node);
  if (!ts.isPropertyAssignment(node)) return undefined;
  const name = node.name.getText();
  const value = node.initializer.kind;
  if (SANITIZERS.has(name) && value === ts.SyntaxKind.FalseKeyword) {
    return `${name} is switched off; close what the test opened`;
  }
  const isSkip = name === "only" || name === "ignore";
  return isSkip && value === ts.SyntaxKind.TrueKeyword
    ? `${name} hides tests; run them all`
    : undefined;
}

function judgeCall(node: ts.CallExpression): string | undefined {
  const called = node.expression.getText();
  if (/^Deno\.test\.(?:only|ignore)$/.test(called)) {
    return `${called}() hides tests; run them all`;
  }
  const isSleep = /^(?:delay|sleep)$/.test(called) ||
    /(?:^|\.)setInterval$/.test(called) ||
    /^(?:globalThis\.)?setTimeout$/.test(called) && waits(node.arguments[1]);
  return isSleep
    ? `${called}() sleeps; simulate time or await the event`
    : undefined;
}

// A timeout of nothing is one turn of the event loop, which some tests are
// about; any other makes the test slow here and flaky elsewhere.
function waits(delay: ts.Expression | undefined): boolean {
  return delay !== undefined && delay.getText() !== "0";
}
