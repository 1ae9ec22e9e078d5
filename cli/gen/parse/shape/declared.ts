import { ts } from "../compiler/compiler.ts";

/** The types that type nodes declare; none where a scope may change it. */
const declared = new WeakMap<ts.TypeNode, ts.Type | null>();

/**
 * Returns the type of a member; an optional one's without its `undefined`.
 *
 * Where an interface may speak of `this`, the compiler makes every inherited
 * member anew for every interface that inherits it, and puts its type together
 * again, which takes as long as the type is wide. What is declared in no
 * generic scope and without `this` is the same in all of them.
 */
export function typeOfMember(
  member: ts.Symbol,
  checker: ts.TypeChecker,
): ts.Type {
  const node = findTypeNode(member);
  if (node === undefined) return checker.getTypeOfSymbol(member);
  let type = declared.get(node);
  if (type === undefined) {
    type = isFixed(node) ? checker.getTypeFromTypeNode(node) : null;
    declared.set(node, type);
  }
  return type ?? checker.getTypeOfSymbol(member);
}

/** Returns what the only declaration of a member says of its type. */
function findTypeNode(member: ts.Symbol): ts.TypeNode | undefined {
  const { declarations, valueDeclaration: node } = member;
  // A member that was mapped, merged or put together has none, or several.
  if (node === undefined || declarations?.length !== 1) return undefined;
  return ts.isPropertySignature(node) || ts.isPropertyDeclaration(node)
    ? node.type
    : undefined;
}

/** Whether a node declares the same type wherever it is inherited. */
function isFixed(node: ts.TypeNode): boolean {
  return !speaksOfThis(node) &&
    ts.findAncestor(node, isGeneric) === undefined;
}

function speaksOfThis(node: ts.Node): boolean {
  // `typeof this.name` has it as the first identifier of a name.
  return ts.isThisTypeNode(node) || ts.isIdentifier(node) &&
      node.text === "this" ||
    ts.forEachChild(node, speaksOfThis) === true;
}

function isGeneric(node: ts.Node): boolean {
  const { typeParameters } = node as {
    readonly typeParameters?: ts.NodeArray<ts.TypeParameterDeclaration>;
  };
  return typeParameters !== undefined || ts.isMappedTypeNode(node) ||
    ts.isInferTypeNode(node) || ts.isConditionalTypeNode(node);
}
