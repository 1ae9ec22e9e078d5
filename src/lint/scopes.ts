import type { Node } from "./node.ts";

const FUNCTIONS: ReadonlySet<Node["type"]> = new Set<Node["type"]>([
  "ArrowFunctionExpression",
  "FunctionDeclaration",
  "FunctionExpression",
]);

/** Where a `var` is declared. */
const BODIES: ReadonlySet<Node["type"]> = new Set<Node["type"]>([
  ...FUNCTIONS,
  "Program",
  "StaticBlock",
  "TSModuleBlock",
]);

/** Where a `let` is. */
const BLOCKS: ReadonlySet<Node["type"]> = new Set<Node["type"]>([
  ...BODIES,
  "BlockStatement",
  "ForInStatement",
  "ForOfStatement",
  "ForStatement",
  "SwitchStatement",
]);

/** What a file declares where, to tell a global name from another one. */
export class Scopes {
  readonly #names = new Map<Node, Set<string>>();

  /** The visitors that learn of every declaration. */
  readonly visitors: Deno.lint.LintVisitor = {
    VariableDeclaration: (node) => {
      const scopes = node.kind === "var" ? BODIES : BLOCKS;
      for (const { id } of node.declarations) this.#add(node, scopes, id);
    },
    FunctionDeclaration: (node) => {
      this.#add(node, BLOCKS, node.id);
      this.#addParameters(node);
    },
    FunctionExpression: (node) => {
      this.#declare(node, node.id);
      this.#addParameters(node);
    },
    ArrowFunctionExpression: (node) => this.#addParameters(node),
    ClassDeclaration: (node) => this.#add(node, BLOCKS, node.id),
    ClassExpression: (node) => this.#declare(node, node.id),
    CatchClause: (node) => this.#declare(node, node.param),
    TSEnumDeclaration: (node) => this.#add(node, BLOCKS, node.id),
    TSModuleDeclaration: (node) => this.#add(node, BLOCKS, node.id),
    TSImportEqualsDeclaration: (node) => this.#add(node, BLOCKS, node.id),
    ImportSpecifier: (node) => this.#add(node, BODIES, node.local),
    ImportDefaultSpecifier: (node) => this.#add(node, BODIES, node.local),
    ImportNamespaceSpecifier: (node) => this.#add(node, BODIES, node.local),
  };

  /** Returns the node whose scope a name is declared in; `null` if global. */
  find(name: string, from: Node): Node | null {
    for (const node of climb(from)) {
      if (this.#names.get(node)?.has(name)) return node;
    }
    return null;
  }

  #addParameters(
    node:
      | Deno.lint.ArrowFunctionExpression
      | Deno.lint.FunctionDeclaration
      | Deno.lint.FunctionExpression,
  ): void {
    for (const parameter of node.params) this.#declare(node, parameter);
  }

  #add(
    node: Node,
    scopes: ReadonlySet<Node["type"]>,
    pattern: Node | null,
  ): void {
    for (const one of climb(node)) {
      if (one === node || !scopes.has(one.type)) continue;
      this.#declare(one, pattern);
      return;
    }
  }

  #declare(scope: Node, pattern: Node | null): void {
    const names = this.#names.get(scope) ?? new Set();
    this.#names.set(scope, names);
    for (const name of listNames(pattern)) names.add(name);
  }
}

/** Goes from a node to the program that it is in. */
export function* climb(from: Node): Generator<Node> {
  let node: Node | null = from;
  while (node !== null) {
    yield node;
    node = node.type === "Program" ? null : (node as { parent: Node }).parent;
  }
}

/** Lists the names that a pattern declares. */
function listNames(pattern: Node | null): string[] {
  switch (pattern?.type) {
    case "Identifier":
      return [pattern.name];
    case "ArrayPattern":
      return pattern.elements.flatMap(listNames);
    case "AssignmentPattern":
      return listNames(pattern.left);
    case "ObjectPattern":
      return pattern.properties.flatMap((one) =>
        listNames(one.type === "Property" ? one.value : one)
      );
    case "RestElement":
      return listNames(pattern.argument);
    case "TSParameterProperty":
      return listNames(pattern.parameter);
    default:
      return [];
  }
}
