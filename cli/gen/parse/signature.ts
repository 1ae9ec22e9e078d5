import { ts } from "./compiler/compiler.ts";
import { readDoc } from "./doc.ts";
import { nameParameter } from "./parameter.ts";
import { placeOf } from "./compiler/place.ts";
import { isMissing, isNever, isOfPlatform } from "./shape/class.ts";
import type { ShapeReader } from "./shape/reader.ts";
import type { TypeWriter } from "./type_text.ts";
import type { Diagnostics } from "../diagnostics.ts";
import type {
  Parameter,
  Signature,
  TypeReference,
  TypeText,
} from "../model/facts.ts";
import { joinNames } from "../model/shape_names.ts";
import type { Shape } from "../model/type_model.ts";

/** The tools of the reader of a class's signatures. */
export interface SignatureTools {
  readonly checker: ts.TypeChecker;
  readonly shapes: ShapeReader;
  readonly diagnostics: Diagnostics;
  readonly writer: TypeWriter;
  /** The actor's file: its imports are the ones to write types with. */
  readonly file: ts.SourceFile;
  /** The actor's class, by which types without a name can be reached. */
  readonly reference: TypeReference;
}

/** Types whose values may be of any kind. */
const ANYTHING = ts.TypeFlags.Any | ts.TypeFlags.Unknown |
  ts.TypeFlags.NonPrimitive;

/** One signature of one method. */
export interface SignatureOrigin {
  readonly name: string;
  readonly signature: ts.Signature;
  /** Whether the method has no other signature. */
  readonly isOnly: boolean;
}

/** Reads one signature of a method, with types as the source writes them. */
export class SignatureReader {
  readonly #tools: SignatureTools;
  readonly #origin: SignatureOrigin;
  readonly #declaration: ts.SignatureDeclaration;
  /** The type that a call resolves to. */
  readonly #result: ts.Type;

  constructor(tools: SignatureTools, origin: SignatureOrigin) {
    this.#tools = tools;
    this.#origin = origin;
    this.#declaration = origin.signature.getDeclaration();
    const returned = origin.signature.getReturnType();
    this.#result = tools.checker.getAwaitedType(returned) ?? returned;
  }

  /** Whether the method never returns a promise. */
  get isSynchronous(): boolean {
    const { checker } = this.#tools;
    const returned = this.#origin.signature.getReturnType();
    const types = returned.isUnion() ? returned.types : [returned];
    return types.every((type) => {
      // Whatever may be anything may be a promise.
      if ((type.flags & ANYTHING) !== 0) return false;
      const isEmpty = (type.flags & ts.TypeFlags.Object) !== 0 &&
        type.getProperties().length === 0;
      return !isEmpty && checker.getAwaitedType(type) === type;
    });
  }

  /** Whether a call resolves to nothing. */
  get isOneWay(): boolean {
    const types = this.#result.isUnion() ? this.#result.types : [this.#result];
    const { checker } = this.#tools;
    return types.every((type) => isMissing(type) || isNever(type, checker));
  }

  /** Reads the signature, and reports parts that cannot be messages. */
  read(): Signature<TypeText> {
    const { parameters } = this.#origin.signature;
    return {
      doc: this.#readDoc(),
      typeParameters: (this.#declaration.typeParameters ?? []).map((node) =>
        this.#readTypeParameter(node)
      ),
      parameters: parameters.map((symbol, index) =>
        this.#readParameter(symbol, index)
      ),
      result: this.#readResult(),
      resultShape: this.#readResultShape(),
    };
  }

  /** Reads the doc comment of the method, or of the one it overrides. */
  #readDoc(): string[] {
    let member: ts.Node | undefined = this.#declaration;
    while (member !== undefined) {
      const doc = readDoc(member);
      if (doc.length > 0) return doc;
      member = this.#findOverridden(member);
    }
    return [];
  }

  #findOverridden(member: ts.Node): ts.Node | undefined {
    const node = ts.findAncestor(member, ts.isClassLike);
    const [base] = (node &&
      this.#tools.checker.getTypeAtLocation(node).getBaseTypes()) ?? [];
    return base?.getProperty(this.#origin.name)?.declarations?.[0];
  }

  #readTypeParameter(node: ts.TypeParameterDeclaration): TypeText {
    return this.#tools.writer.writeNode(node, this.#declaration) ??
      this.#refuse(node, `type parameter ${node.name.text}`);
  }

  #readParameter(symbol: ts.Symbol, index: number): Parameter<TypeText> {
    const { checker } = this.#tools;
    const type = checker.getTypeOfSymbolAtLocation(symbol, this.#declaration);
    const node = symbol.valueDeclaration;
    if (node === undefined || !ts.isParameter(node)) {
      return this.#readSpread(symbol, type);
    }
    const name = nameParameter(node, index);
    const isRest = node.dotDotDotToken !== undefined;
    const isOptional = !isRest && checker.isOptionalParameter(node);
    const bare = isOptional ? withoutUndefined(type, checker) : type;
    const text = this.#writeParameter(node, bare, index);
    // A parameter with a default before a required one takes `undefined`.
    const isDefaulted = node.initializer !== undefined && !isOptional;
    return {
      name,
      type: isDefaulted ? orUndefined(text, node.type) : text,
      shape: this.#readShape(type, name, node, isOptional || isDefaulted),
      isOptional,
      isDefaulted,
      isRest,
    };
  }

  #readShape(
    type: ts.Type,
    name: string,
    node: ts.Node,
    isOptional = false,
  ): Shape {
    const label = joinNames(this.#origin.name, name);
    const method = this.#method;
    const origin = { code: "GEN302", method, name, label, node } as const;
    return this.#tools.shapes.readMessage(type, origin, isOptional);
  }

  #readResultShape(): Shape {
    const node = this.#declaration.name ?? this.#declaration;
    const label = joinNames(this.#origin.name, "result");
    return this.#tools.shapes.readMessage(this.#result, {
      code: "GEN303",
      method: this.#method,
      name: "result",
      label,
      node,
    });
  }

  get #method(): string {
    return `${this.#tools.reference.local}.${this.#origin.name}`;
  }

  /** Reads a parameter that a type argument declares as part of a tuple. */
  #readSpread(symbol: ts.Symbol, type: ts.Type): Parameter<TypeText> {
    const { name } = symbol;
    return {
      name,
      type: this.#tools.writer.writeType(type, this.#tools.file) ??
        this.#refuse(this.#declaration, `parameter ${name}`),
      shape: this.#readShape(type, name, this.#declaration),
      isOptional: false,
      isDefaulted: false,
      isRest: false,
    };
  }

  #writeParameter(
    node: ts.ParameterDeclaration,
    type: ts.Type,
    index: number,
  ): TypeText {
    const { writer, file } = this.#tools;
    const text =
      (node.type && writer.writeNode(node.type, this.#declaration)) ??
        writer.writeType(type, file);
    if (text !== undefined) return text;
    const isRest = node.dotDotDotToken !== undefined;
    if (!this.#isPlain || isRest && index > 0) {
      return this.#refuse(node, `parameter ${nameParameter(node, index)}`);
    }
    const all = ["Parameters<", ...this.#indexMethod(), ">"];
    return isRest ? all : [...all, `[${index}]`];
  }

  #readResult(): TypeText {
    const { checker, writer, file } = this.#tools;
    const { type: node } = this.#declaration;
    const declared = node && !ts.isTypePredicateNode(node)
      ? this.#writeAwaited(node)
      : undefined;
    const text = declared ?? writer.writeType(this.#result, file);
    if (text !== undefined) return text;
    if (!this.#isPlain) return this.#refuse(this.#declaration, "the result");
    const result = ["ReturnType<", ...this.#indexMethod(), ">"];
    const returned = this.#origin.signature.getReturnType();
    // What the checker knows to be no promise needs no unwrapping.
    const isKnown = (returned.flags & ts.TypeFlags.Any) === 0 &&
      checker.getAwaitedType(returned) === returned;
    return isKnown ? result : ["Awaited<", ...result, ">"];
  }

  /** Writes the type that a promise of a declared type resolves to. */
  #writeAwaited(node: ts.TypeNode): TypeText | undefined {
    const { checker, writer } = this.#tools;
    const type = checker.getTypeFromTypeNode(node);
    const isSettled = checker.getAwaitedType(type) === type;
    if (!isSettled && ts.isParenthesizedTypeNode(node)) {
      return this.#writeAwaited(node.type);
    }
    if (!isSettled && ts.isUnionTypeNode(node)) {
      return this.#writeAwaitedUnion(node);
    }
    const promised = findPromised(node, checker);
    if (promised !== undefined) return this.#writeAwaited(promised);
    const text = writer.writeNode(node, this.#declaration);
    return isSettled || text === undefined ? text : ["Awaited<", ...text, ">"];
  }

  #writeAwaitedUnion(node: ts.UnionTypeNode): TypeText | undefined {
    const { checker } = this.#tools;
    // `number | Promise<number>` is one `number`.
    const members = new Map<string, TypeText>();
    for (const member of node.types) {
      const text = this.#writeAwaited(member);
      if (text === undefined) return undefined;
      const part: TypeText = isLoose(member, checker)
        ? ["(", ...text, ")"]
        : text;
      members.set(JSON.stringify(part), part);
    }
    return [...members.values()].flatMap((text, index) =>
      index === 0 ? text : [" | ", ...text]
    );
  }

  /** Whether `Parameters` and `ReturnType` describe this method exactly. */
  get #isPlain(): boolean {
    return this.#origin.isOnly && !this.#declaration.typeParameters;
  }

  #indexMethod(): TypeText {
    const key = JSON.stringify(this.#origin.name);
    return [this.#tools.reference, `[${key}]`];
  }

  #refuse(node: ts.Node, what: string): TypeText {
    this.#tools.diagnostics.add(
      "GEN304",
      placeOf(node),
      `${what} of ${this.#origin.name} has a type that only its own file ` +
        "can name",
      "export the types that it uses",
    );
    return ["unknown"];
  }
}

function withoutUndefined(type: ts.Type, checker: ts.TypeChecker): ts.Type {
  // The compiler can only drop `null` along with it.
  const isNullable = type.isUnion() &&
    type.types.some(({ flags }) => (flags & ts.TypeFlags.Null) !== 0);
  return isNullable ? type : checker.getNonNullableType(type);
}

function orUndefined(text: TypeText, node?: ts.TypeNode): TypeText {
  const isOpen = node !== undefined && ts.isConditionalTypeNode(node);
  return isOpen ? ["(", ...text, ") | undefined"] : [...text, " | undefined"];
}

/**
 * Returns the argument of `Promise<...>` itself: what an alias's arguments
 * are for, only its declaration says.
 */
function findPromised(
  node: ts.TypeNode,
  checker: ts.TypeChecker,
): ts.TypeNode | undefined {
  if (!ts.isTypeReferenceNode(node)) return undefined;
  const symbol = checker.getSymbolAtLocation(node.typeName);
  const isPromise = symbol !== undefined && isOfPlatform(symbol) &&
    (symbol.name === "Promise" || symbol.name === "PromiseLike");
  return isPromise ? node.typeArguments?.[0] : undefined;
}

/** Whether a promise's argument needs parentheses as a part of a union. */
function isLoose(node: ts.TypeNode, checker: ts.TypeChecker): boolean {
  const promised = findPromised(node, checker);
  return promised !== undefined &&
    (ts.isConditionalTypeNode(promised) || isLoose(promised, checker));
}
