import { findContext } from "./context_path.ts";
import { isMarked, type MarkedClass, mayBeMarked } from "./marked_class.ts";
import { climb, Scopes } from "./scopes.ts";
import type { Use } from "./uses.ts";
import type { Node } from "./node.ts";

/** The names under which the platform has all of its others. */
const GLOBALS: ReadonlySet<string> = new Set(["globalThis", "self", "window"]);

/** Parents in which an identifier is no value. */
const NAMING: ReadonlySet<Node["type"]> = new Set<Node["type"]>([
  "BreakStatement",
  "ContinueStatement",
  "ExportSpecifier",
  "LabeledStatement",
  "MetaProperty",
]);

/** What of the types is around a value. */
const AROUND_VALUES: ReadonlySet<string> = new Set([
  "TSAsExpression",
  "TSEnumMember",
  "TSInstantiationExpression",
  "TSNonNullExpression",
  "TSParameterProperty",
  "TSSatisfiesExpression",
  "TSTypeAssertion",
]);

/** A use, and the node that is the use. */
interface Finding {
  readonly use: Use;
  readonly node: Deno.lint.Node;
}

/** A member of something, and the expression that asks for it. */
interface Member {
  readonly name: string;
  readonly node: Deno.lint.Node;
}

/** Makes a rule that finds uses of the platform within marked classes. */
export function makeRule(uses: readonly Use[]): Deno.lint.Rule {
  return {
    create: (context) =>
      mayBeMarked(context.sourceCode) ? new Search(uses, context).visitors : {},
  };
}

/** The search through one file. */
class Search {
  readonly #uses: readonly Use[];
  readonly #context: Deno.lint.RuleContext;
  readonly #scopes = new Scopes();
  readonly #marked = new Set<Node>();
  readonly #names: Node[] = [];

  constructor(uses: readonly Use[], context: Deno.lint.RuleContext) {
    this.#uses = uses;
    this.#context = context;
  }

  get visitors(): Deno.lint.LintVisitor {
    const { ClassDeclaration, ...others } = this.#scopes.visitors;
    return {
      ...others,
      ClassDeclaration: (node) => {
        ClassDeclaration?.(node);
        const { sourceCode } = this.#context;
        if (isMarked(node, sourceCode)) this.#marked.add(node);
      },
      Identifier: (node) => {
        if (this.#mayBegin(node.name)) this.#names.push(node);
      },
      // A name may be declared behind its use.
      "Program:exit": () => this.#report(),
    };
  }

  #mayBegin(name: string): boolean {
    return GLOBALS.has(name) ||
      this.#uses.some(({ global }) => global === name);
  }

  #report(): void {
    const reported = new Set<number>();
    for (const name of this.#names) {
      const marked = climb(name).find((node) => this.#marked.has(node));
      if (marked === undefined || !isValue(name)) continue;
      for (const finding of this.#judge(name)) {
        // The two names of a shorthand are one.
        const [start] = finding.node.range;
        if (reported.has(start)) continue;
        reported.add(start);
        this.#tell(finding, marked as MarkedClass);
      }
    }
  }

  /** Returns the uses that a name begins. */
  #judge(node: Node): Finding[] {
    if (node.type !== "Identifier") return [];
    if (this.#scopes.find(node.name, node) !== null) return [];
    if (!GLOBALS.has(node.name)) return this.#judgeGlobal(node.name, node);
    const member = readMember(node);
    return member === null ? [] : this.#judgeGlobal(member.name, member.node);
  }

  #judgeGlobal(name: string, node: Deno.lint.Node): Finding[] {
    const members = listMembers(node);
    return this.#uses.filter(({ global }) => global === name).flatMap((use) => {
      if (use.member !== null) {
        return members.filter(({ name }) => name === use.member)
          .map((member) => ({ use, node: member.node }));
      }
      const made = use.form === "any" ? node : readMaking(node, use.form);
      return made === null ? [] : { use, node: made };
    });
  }

  #tell({ use, node }: Finding, marked: MarkedClass): void {
    const name = marked.id?.name ?? "the class";
    const path = findContext(node, marked, this.#scopes);
    const hint = path === null
      ? `${use.hint}; \`ctx\` is the \`Context\` that the constructor may take`
      : use.hint.replaceAll("ctx.", `${path}.`);
    const replaced = path === null || use.fix === null
      ? null
      : readReplaced(node, use);
    this.#context.report({
      node,
      message: `Actor \`${name}\` ${use.does}: \`${use.what}\``,
      hint,
      ...(replaced === null ? {} : {
        fix: (fixer) =>
          fixer.replaceText(replaced, use.fix!.replace("ctx.", `${path}.`)),
      }),
    });
  }
}

/** Whether a name is read as a value, rather than names something. */
function isValue(node: Node): boolean {
  const { parent } = node as { parent: Node };
  if (NAMING.has(parent.type)) return false;
  if (parent.type.startsWith("TS")) return AROUND_VALUES.has(parent.type);
  const isNamed = parent.type === "MemberExpression"
    ? parent.property === node && !parent.computed
    : (parent.type === "Property" || parent.type === "MethodDefinition" ||
      parent.type === "PropertyDefinition") &&
      parent.key === node && !parent.computed &&
      !(parent.type === "Property" && parent.shorthand);
  return !isNamed;
}

/** Returns the member that an expression asks for. */
function readMember(object: Node): Member | null {
  const { parent } = object as { parent: Node };
  if (parent.type !== "MemberExpression" || parent.object !== object) {
    return null;
  }
  const { property, computed } = parent;
  if (!computed && property.type === "Identifier") {
    return { name: property.name, node: parent };
  }
  return computed && property.type === "Literal" &&
      typeof property.value === "string"
    ? { name: property.value, node: parent }
    : null;
}

/** Returns the members that an expression asks for, by a dot or a pattern. */
function listMembers(object: Node): Member[] {
  const member = readMember(object);
  if (member !== null) return [member];
  const { parent } = object as { parent: Node };
  const pattern = parent.type === "VariableDeclarator" && parent.init === object
    ? parent.id
    : null;
  if (pattern?.type !== "ObjectPattern") return [];
  return pattern.properties.flatMap((one) =>
    one.type === "Property" && one.key.type === "Identifier" && !one.computed
      ? { name: one.key.name, node: one.key }
      : []
  );
}

/** Returns the expression that calls a global, or makes one of nothing. */
function readMaking(
  callee: Node,
  form: "call" | "new",
): Deno.lint.Node | null {
  const { parent } = callee as { parent: Deno.lint.Node };
  const isOne = form === "call"
    ? parent.type === "CallExpression" && parent.callee === callee
    : parent.type === "NewExpression" && parent.callee === callee &&
      parent.arguments.length === 0;
  return isOne ? parent : null;
}

/** Returns what a fix replaces; `null` where it is used in another way. */
function readReplaced(
  node: Deno.lint.Node,
  { form }: Use,
): Deno.lint.Node | null {
  if (form === "new") return node;
  const { parent } = node as { parent: Node };
  const isPlain = parent.type === "CallExpression" && parent.callee === node &&
    parent.arguments.length === 0;
  return isPlain ? parent : null;
}
