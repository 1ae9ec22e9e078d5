import { ts } from "../compiler/compiler.ts";

/** The method of a Context that gives an actor a state. */
const STATE = "state";

/** Text without which a class has nothing to do with states. */
const MENTION = /\.state\b|\bState\b/;

/**
 * Whether a class may have states: most have none, and to ask the compiler what
 * each of their parts is takes time.
 */
export function mayHaveStates(node: ts.ClassLikeDeclaration): boolean {
  return MENTION.test(node.getSourceFile().text.slice(node.pos, node.end));
}

/** Lists the calls of a Context's `state` in a class's own code. */
export function listStateCalls(
  node: ts.ClassLikeDeclaration,
  state: ts.Symbol | undefined,
  checker: ts.TypeChecker,
): readonly ts.CallExpression[] {
  const calls: ts.CallExpression[] = [];
  const visit = (inner: ts.Node) => {
    if (ts.isClassLike(inner)) return;
    if (isStateCall(inner, state, checker)) calls.push(inner);
    ts.forEachChild(inner, visit);
  };
  ts.forEachChild(node, visit);
  return calls;
}

function isStateCall(
  node: ts.Node,
  state: ts.Symbol | undefined,
  checker: ts.TypeChecker,
): node is ts.CallExpression {
  if (!ts.isCallExpression(node)) return false;
  const { expression: called } = node;
  if (!ts.isPropertyAccessExpression(called)) return false;
  if (called.name.text !== STATE) return false;
  // Others have contexts with states, too: what matters is what this returns.
  const given: ts.Symbol | undefined = checker.getTypeAtLocation(node).symbol;
  if (state !== undefined) return given === state;
  const context = checker.getTypeAtLocation(called.expression);
  return (context.flags & ts.TypeFlags.Any) !== 0
    ? isLostContext(called.expression, checker)
    : isContext(context) && given?.name === "State";
}

/** Whether a type is the library's Context; others have that name, too. */
function isContext(type: ts.Type): boolean {
  return type.symbol?.name === "Context" &&
    ["actorId", "actorType"].every((name) => type.getProperty(name));
}

/**
 * Returns the type that an actor's Context gives as a state; nothing where its
 * constructor does not say what that is, or the library cannot be found.
 */
export function findStateClass(
  node: ts.ClassLikeDeclaration,
  checker: ts.TypeChecker,
): ts.Symbol | undefined {
  const { symbol } = checker.getTypeAtLocation(node);
  const made = checker.getTypeOfSymbolAtLocation(symbol, node)
    .getConstructSignatures();
  const [context] = made.flatMap(({ parameters }) => parameters.slice(0, 1));
  const method = context && checker.getTypeOfSymbol(context)
    .getProperty("state");
  const [signature] = method === undefined
    ? []
    : checker.getTypeOfSymbol(method).getCallSignatures();
  return signature?.getReturnType().symbol;
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
