import type { MarkedClass } from "./marked_class.ts";
import { climb, type Scopes } from "./scopes.ts";
import type { Node } from "./node.ts";

/** How code within an actor's class reaches its context: `this.ctx`, say. */
export function findContext(
  from: Node,
  marked: MarkedClass,
  scopes: Scopes,
): string | null {
  let isLater = false;
  let inner = from;
  for (const node of climb(from)) {
    if (node.type === "ArrowFunctionExpression") isLater = true;
    const isOther = node.type === "FunctionDeclaration" ||
      (node.type === "FunctionExpression" &&
        node.parent.type !== "MethodDefinition");
    // A function of its own has a `this` of its own.
    if (isOther) return null;
    const isMember = node.type === "MethodDefinition" ||
      node.type === "PropertyDefinition";
    // A class within has another `this`, too.
    if (isMember && node.parent !== marked.body) return null;
    if (node.type === "MethodDefinition") {
      if (node.static || inner !== node.value) return null;
      return node.kind === "constructor"
        ? findParameter(from, node.value, scopes)
        : findField(marked);
    }
    if (node.type === "PropertyDefinition") {
      // What is run as the object is made comes before its fields are set.
      return isLater && !node.static ? findField(marked) : null;
    }
    inner = node;
  }
  return null;
}

/** Returns the constructor's parameter for the context. */
function findParameter(
  from: Node,
  constructor: Node,
  scopes: Scopes,
): string | null {
  if (constructor.type !== "FunctionExpression") return null;
  for (const parameter of constructor.params) {
    const name = readContextName(parameter);
    if (name !== null && scopes.find(name, from) === constructor) return name;
  }
  return null;
}

/** Returns the field that has the context. */
function findField({ body }: MarkedClass): string | null {
  for (const member of body.body) {
    if (member.type === "PropertyDefinition" && !member.static) {
      const { key, typeAnnotation } = member;
      if (!isContext(typeAnnotation)) continue;
      if (key.type === "PrivateIdentifier") return `this.#${key.name}`;
      if (key.type === "Identifier") return `this.${key.name}`;
    }
    if (member.type !== "MethodDefinition") continue;
    if (member.kind !== "constructor") continue;
    for (const parameter of member.value?.params ?? []) {
      if (parameter.type !== "TSParameterProperty") continue;
      const name = readContextName(parameter);
      if (name !== null) return `this.${name}`;
    }
  }
  return null;
}

function readContextName(parameter: Node): string | null {
  if (parameter.type === "TSParameterProperty") {
    return readContextName(parameter.parameter);
  }
  const isOne = parameter.type === "Identifier" &&
    isContext(parameter.typeAnnotation);
  return isOne ? parameter.name : null;
}

function isContext(annotation: Node | undefined): boolean {
  if (annotation?.type !== "TSTypeAnnotation") return false;
  const { typeAnnotation: type } = annotation;
  return type.type === "TSTypeReference" &&
    type.typeName.type === "Identifier" && type.typeName.name === "Context";
}
