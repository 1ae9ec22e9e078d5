import { ts } from "../compiler/compiler.ts";

/** The method of a Context that gives an actor a state. */
const STATE = "state";

/** Text without which a class asks for no state. */
const ASKING = `.${STATE}`;

/** Lists the calls of a Context's `state` in a class's own code. */
export function listStateCalls(
  node: ts.ClassLikeDeclaration,
  checker: ts.TypeChecker,
): readonly ts.CallExpression[] {
  const { text } = node.getSourceFile();
  // Most classes have none, and to look at each node of them takes time.
  if (!text.slice(node.pos, node.end).includes(ASKING)) return [];
  const calls: ts.CallExpression[] = [];
  const visit = (inner: ts.Node) => {
    if (ts.isClassLike(inner)) return;
    if (isStateCall(inner, checker)) calls.push(inner);
    ts.forEachChild(inner, visit);
  };
  ts.forEachChild(node, visit);
  return calls;
}

function isStateCall(
  node: ts.Node,
  checker: ts.TypeChecker,
): node is ts.CallExpression {
  if (!ts.isCallExpression(node)) return false;
  const { expression: called } = node;
  if (!ts.isPropertyAccessExpression(called)) return false;
  if (called.name.text !== STATE) return false;
  // Others have contexts with states, too: what matters is what this returns.
  return checker.getSymbolAtLocation(called.name) === undefined
    ? isLostContext(called.expression, checker)
    : isState(checker.getTypeAtLocation(node));
}

/** Whether a type is the library's State. */
export function isState(type: ts.Type): boolean {
  // A union or a primitive has no symbol.
  const symbol: ts.Symbol | undefined = type.symbol;
  return symbol?.name === "State" &&
    ["name", "value"].every((name) => type.getProperty(name) !== undefined);
}

/** Whether a value is declared as a Context whose code cannot be found. */
function isLostContext(
  value: ts.Expression,
  checker: ts.TypeChecker,
): boolean {
  const { valueDeclaration: node } = checker.getSymbolAtLocation(value) ?? {};
  const isTyped = node !== undefined &&
    (ts.isParameter(node) || ts.isPropertyDeclaration(node) ||
      ts.isVariableDeclaration(node));
  return isTyped && node.type !== undefined &&
    readImported(node.type, checker) === "Context";
}

/** Returns what the type that a node names is called where it comes from. */
export function readImported(
  node: ts.TypeNode,
  checker: ts.TypeChecker,
): string | undefined {
  if (!ts.isTypeReferenceNode(node)) return undefined;
  const { typeName } = node;
  if (ts.isQualifiedName(typeName)) return typeName.right.text;
  const [declared] = checker.getSymbolAtLocation(typeName)?.declarations ?? [];
  return declared !== undefined && ts.isImportSpecifier(declared)
    ? (declared.propertyName ?? declared.name).text
    : typeName.text;
}
