import { ts } from "./compiler/compiler.ts";
import type { References } from "./compiler/references.ts";
import type { TypeReference, TypeText } from "../model/facts.ts";

type Parts = (string | TypeReference)[];

/** Writes types as text in which imported names are marked. */
export class TypeWriter {
  readonly #checker: ts.TypeChecker;
  readonly #references: References;
  readonly #printer = ts.createPrinter({ removeComments: true });
  readonly #inlined: ts.Symbol[] = [];
  /** Names that types use as they are: globals and type parameters. */
  readonly foreignNames = new Set<string>();
  /** Lint rules that the text would break, as its source does. */
  readonly lintIgnores = new Set<string>();

  constructor(checker: ts.TypeChecker, references: References) {
    this.#checker = checker;
    this.#references = references;
  }

  /**
   * Writes a type as its source has it, or returns nothing where its names
   * mean nothing in another file.
   */
  writeNode(node: ts.Node, scope: ts.Node): TypeText | undefined {
    const { text } = node.getSourceFile();
    const parts: Parts = [];
    let at = node.getStart();
    const replace = (old: ts.Node, ...by: TypeText) => {
      parts.push(text.slice(at, old.getStart()), ...by);
      at = old.getEnd();
    };
    const ignored = [...this.lintIgnores];
    if (this.#visit(node, scope, replace)) {
      return [...parts, text.slice(at, node.getEnd())];
    }
    // A lint directive without an effect breaks a lint rule itself.
    this.lintIgnores.clear();
    for (const rule of ignored) this.lintIgnores.add(rule);
    return undefined;
  }

  /** Does the same with the checker's text of a type. */
  writeType(type: ts.Type, file: ts.SourceFile): TypeText | undefined {
    const node = this.#checker.typeToTypeNode(
      type,
      undefined,
      ts.NodeBuilderFlags.NoTruncation |
        ts.NodeBuilderFlags.UseAliasDefinedOutsideCurrentScope,
    );
    if (node === undefined) return undefined;
    const references: TypeText[] = [];
    const rewritten = this.#rewrite(node, file, references);
    if (rewritten === undefined) return undefined;
    const hint = ts.EmitHint.Unspecified;
    return this.#printer.printNode(hint, rewritten, file).split("\0")
      .flatMap((part, index) =>
        index % 2 === 0 ? [part] : references[Number(part)] ?? []
      );
  }

  #visit(
    node: ts.Node,
    scope: ts.Node,
    replace: (old: ts.Node, ...by: TypeText) => void,
  ): boolean {
    if (ts.isThisTypeNode(node) || ts.isComputedPropertyName(node)) {
      return false;
    }
    if (ts.isImportTypeNode(node)) {
      return this.#visitImport(node, scope, replace);
    }
    if (ts.isTypeParameterDeclaration(node)) {
      this.foreignNames.add(node.name.text);
    }
    this.#noteLint(node);
    if (ts.isIdentifier(node) && isRoot(node)) {
      const text = this.#writeName(node, scope);
      if (text === undefined) return false;
      replace(node, ...text);
      return true;
    }
    let isWritable = true;
    ts.forEachChild(node, (child) => {
      isWritable &&= this.#visit(child, scope, replace);
    });
    return isWritable;
  }

  /** Writes `import("./order.ts").Order` as an imported `Order`. */
  #visitImport(
    node: ts.ImportTypeNode,
    scope: ts.Node,
    replace: (old: ts.Node, ...by: TypeText) => void,
  ): boolean {
    const { argument, qualifier, typeArguments, isTypeOf } = node;
    if (
      !ts.isLiteralTypeNode(argument) ||
      !ts.isStringLiteral(argument.literal) || node.attributes !== undefined
    ) return false;
    const origin = this.#references.locate(argument.literal);
    const [first = "*", ...rest] = qualifier?.getText().split(".") ?? [];
    const local = first === "*" || first === "default" ? "imported" : first;
    const parts: Parts = [isTypeOf ? "typeof " : ""];
    parts.push({ origin, name: first, local });
    parts.push(...rest.map((name) => `.${name}`));
    for (const [index, one] of (typeArguments ?? []).entries()) {
      const text = this.writeNode(one, scope);
      if (text === undefined) return false;
      parts.push(index === 0 ? "<" : ", ", ...text);
    }
    if (typeArguments !== undefined) parts.push(">");
    replace(node, ...parts);
    return true;
  }

  #writeName(node: ts.Identifier, scope: ts.Node): TypeText | undefined {
    // `typeof this.x` means the class that it is written in.
    if (node.text === "this") return undefined;
    const symbol = this.#checker.getSymbolAtLocation(node);
    // `const` in `as const` and undeclared names.
    if (symbol === undefined) return this.#keep(node.text);
    if (isWithin(symbol, scope)) return [node.text];
    if (symbol.flags & ts.SymbolFlags.TypeParameter) return undefined;
    const meaning = this.#references.explain(symbol);
    if (meaning.kind === "import") return [meaning.reference];
    if (meaning.kind === "global") return this.#keep(node.text);
    return this.#inline(symbol, node);
  }

  #keep(name: string): TypeText {
    this.foreignNames.add(name);
    return [name];
  }

  /** Writes the declaration of a type that its file does not export. */
  #inline(symbol: ts.Symbol, use: ts.Identifier): TypeText | undefined {
    const [node, ...more] = symbol.declarations ?? [];
    if (node === undefined || more.length > 0) return undefined;
    if (this.#inlined.includes(symbol)) return undefined;
    this.#inlined.push(symbol);
    const text = this.#writeDeclared(node, use);
    this.#inlined.pop();
    return text;
  }

  #writeDeclared(
    node: ts.Declaration,
    use: ts.Identifier,
  ): TypeText | undefined {
    if (ts.isInterfaceDeclaration(node)) {
      if (node.typeParameters ?? node.heritageClauses) return undefined;
      const members = node.members.map((member) =>
        this.writeNode(member, node)
      );
      if (members.includes(undefined)) return undefined;
      return ["{ ", ...members.flatMap((text) => [...text ?? [], "\n"]), "}"];
    }
    if (!ts.isTypeAliasDeclaration(node) || node.typeParameters) {
      return undefined;
    }
    const text = this.writeNode(node.type, node);
    const isOpen = ts.isTypeReferenceNode(use.parent) &&
      needsParentheses(use.parent.parent, node.type);
    return text === undefined || !isOpen ? text : ["(", ...text, ")"];
  }

  #noteLint(node: ts.Node): void {
    if (node.kind === ts.SyntaxKind.AnyKeyword) {
      this.lintIgnores.add("no-explicit-any");
    }
    const isBanned = ts.isTypeLiteralNode(node) && node.members.length === 0 ||
      ts.isTypeReferenceNode(node) &&
        /^(?:String|Number|Boolean|BigInt|Object)$/.test(
          node.typeName.getText(),
        );
    if (isBanned) this.lintIgnores.add("ban-types");
  }

  /** Replaces imported names by marks, which become references. */
  #rewrite(
    root: ts.TypeNode,
    file: ts.SourceFile,
    references: TypeText[],
  ): ts.TypeNode | undefined {
    let isWritable = true;
    const visit = (node: ts.Node): ts.Node => {
      // Deno may resolve types that are `any` to this checker.
      if (
        node.kind === ts.SyntaxKind.AnyKeyword || ts.isImportTypeNode(node) ||
        ts.isComputedPropertyName(node)
      ) isWritable = false;
      if (ts.isQualifiedName(node)) {
        const left = ts.visitNode(node.left, visit, ts.isEntityName);
        return ts.factory.createQualifiedName(left, node.right);
      }
      if (ts.isIdentifier(node)) {
        const symbol = symbolOf(node);
        if (symbol === undefined) return node;
        const text = this.#writeSymbol(symbol, file);
        if (text === undefined) isWritable = false;
        references.push(text ?? []);
        const mark = `\0${references.length - 1}\0`;
        return ts.factory.createIdentifier(mark);
      }
      return ts.visitEachChild(node, visit, undefined);
    };
    const rewritten = ts.visitNode(root, visit, ts.isTypeNode);
    return isWritable ? rewritten : undefined;
  }

  #writeSymbol(symbol: ts.Symbol, file: ts.SourceFile): TypeText | undefined {
    if (symbol.flags & ts.SymbolFlags.TypeParameter) {
      return this.#keep(symbol.name);
    }
    const meaning = this.#references.explainFrom(symbol, file);
    if (meaning.kind === "import") return [meaning.reference];
    if (meaning.kind === "global") return this.#keep(symbol.name);
    const parent = parentOf(symbol);
    if (parent === undefined) return undefined;
    const text = this.#writeSymbol(parent, file);
    return text === undefined ? undefined : [...text, `.${symbol.name}`];
  }
}

/** Whether an identifier is where a type's name starts. */
function isRoot(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isTypeReferenceNode(parent)) return parent.typeName === node;
  if (ts.isTypeQueryNode(parent)) return parent.exprName === node;
  if (ts.isExpressionWithTypeArguments(parent)) return true;
  return ts.isQualifiedName(parent) && parent.left === node;
}

function isWithin(symbol: ts.Symbol, scope: ts.Node): boolean {
  return symbol.declarations?.some((node) =>
    ts.findAncestor(node.parent, (one) => one === scope) !== undefined
  ) ?? false;
}

function needsParentheses(around: ts.Node, inside: ts.TypeNode): boolean {
  const isOperand = ts.isArrayTypeNode(around) ||
    ts.isTypeOperatorNode(around) || ts.isUnionTypeNode(around) ||
    ts.isIntersectionTypeNode(around) || ts.isIndexedAccessTypeNode(around) ||
    ts.isConditionalTypeNode(around) || ts.isOptionalTypeNode(around);
  const isLoose = ts.isUnionTypeNode(inside) ||
    ts.isIntersectionTypeNode(inside) || ts.isConditionalTypeNode(inside) ||
    ts.isFunctionTypeNode(inside) || ts.isTypeOperatorNode(inside) ||
    ts.isTypeQueryNode(inside) || ts.isInferTypeNode(inside);
  return isOperand && isLoose;
}

// The checker keeps the symbol of each name that it writes, and a symbol's
// namespace; the compiler's declarations have neither.
function symbolOf(node: ts.Identifier): ts.Symbol | undefined {
  return (node as { readonly symbol?: ts.Symbol }).symbol;
}

function parentOf(symbol: ts.Symbol): ts.Symbol | undefined {
  const { parent } = symbol as { readonly parent?: ts.Symbol };
  const isNamespace = parent !== undefined &&
    (parent.flags & (ts.SymbolFlags.Namespace | ts.SymbolFlags.Enum)) !== 0 &&
    !parent.declarations?.some(ts.isSourceFile);
  return isNamespace ? parent : undefined;
}
