import { isMarked, type MarkedClass, mayBeMarked } from "./marked_class.ts";
import type { Node } from "./node.ts";
import { climb } from "./scopes.ts";

/** Types whose values are objects, which two fields can share. */
const OBJECTS: ReadonlySet<Node["type"]> = new Set<Node["type"]>([
  "TSArrayType",
  "TSIntersectionType",
  "TSTupleType",
  "TSTypeLiteral",
  "TSTypeReference",
]);

/** The rule that finds a state's value where a field keeps it. */
export const KEPT_STATE: Deno.lint.Rule = {
  create: (context) => {
    if (!mayBeMarked(context.sourceCode)) return {};
    return {
      AssignmentExpression: (node) => {
        const state = readState(node.right);
        if (node.operator !== "=" || state === null) return;
        if (readField(node.left) === null) return;
        const marked = findMarked(node, context.sourceCode);
        if (marked === null || !holdsObjects(marked, state)) return;
        context.report({
          node,
          message: `Actor \`${marked.id?.name ?? "the class"}\` keeps the ` +
            `value of its state in a field: \`${state}.value\``,
          hint: `Ask for \`${state}.value\` in each turn: what a later one ` +
            "changes by way of the field is found too late to be committed",
        });
      },
    };
  },
};

function findMarked(
  node: Node,
  source: Deno.lint.SourceCode,
): MarkedClass | null {
  for (const one of climb(node)) {
    if (one.type === "ClassExpression") return null;
    if (one.type === "ClassDeclaration") {
      return isMarked(one, source) ? one : null;
    }
  }
  return null;
}

/** Returns the field whose `value` an expression is: `this.#balance`. */
function readState(node: Node): string | null {
  const isWrapped = node.type === "TSAsExpression" ||
    node.type === "TSNonNullExpression" ||
    node.type === "TSSatisfiesExpression";
  if (isWrapped) return readState(node.expression);
  const isValue = node.type === "MemberExpression" && !node.computed &&
    node.property.type === "Identifier" && node.property.name === "value";
  return isValue ? readField(node.object) : null;
}

/** Returns the field of the actor that an expression asks for. */
function readField(node: Node): string | null {
  return node.type === "MemberExpression" && !node.computed &&
      node.object.type === "ThisExpression"
    ? `this.${nameOf(node.property)}`
    : null;
}

/** Whether a field is declared as a state that holds objects. */
function holdsObjects({ body }: MarkedClass, state: string): boolean {
  return body.body.some((member) => {
    if (member.type !== "PropertyDefinition") return false;
    if (`this.${nameOf(member.key)}` !== state) return false;
    const type = member.typeAnnotation?.typeAnnotation;
    if (type?.type !== "TSTypeReference") return false;
    const { typeName, typeArguments } = type;
    const [value] = typeArguments?.params ?? [];
    return typeName.type === "Identifier" && typeName.name === "State" &&
      value !== undefined && OBJECTS.has(value.type);
  });
}

function nameOf(key: Node): string | null {
  if (key.type === "PrivateIdentifier") return `#${key.name}`;
  return key.type === "Identifier" ? key.name : null;
}
