import { ts } from "./compiler/compiler.ts";
import { readDoc } from "./doc.ts";
import { nameParameter } from "./parameter.ts";
import { placeOf } from "./compiler/place.ts";
import { isMissing, isNever } from "./shape/class.ts";
import type { ShapeReader } from "./shape/reader.ts";
import {
  checkGenerator,
  findArgument,
  readStreamed,
  type Streamed,
} from "./streamed.ts";
import { writeAwaited } from "./awaited_text.ts";
import type { TypeWriter } from "./type_text.ts";
import type { Diagnostics } from "../diagnostics.ts";
import type {
  Parameter,
  Signature,
  TypeReference,
  TypeText,
  Yielded,
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
  readonly #streamed: Streamed | null;
  /** The type that a call resolves to, or that a generator returns. */
  readonly #result: ts.Type;

  constructor(tools: SignatureTools, origin: SignatureOrigin) {
    this.#tools = tools;
    this.#origin = origin;
    this.#declaration = origin.signature.getDeclaration();
    const returned = origin.signature.getReturnType();
    const { checker } = tools;
    this.#streamed = readStreamed(returned, checker);
    // One that is reported is reported once.
    const hasNone = checkGenerator(
      returned,
      this.#method,
      this.#declaration,
      tools,
    );
    const result = this.#streamed === null
      ? checker.getAwaitedType(returned) ?? returned
      : this.#streamed.returned;
    this.#result = hasNone || result === null ? checker.getVoidType() : result;
  }

  /** Whether it is a streaming reply. */
  get isStreaming(): boolean {
    return this.#streamed !== null;
  }

  /** Whether the method never returns a promise. */
  get isSynchronous(): boolean {
    if (this.#streamed !== null) return false;
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
      yielded: this.#readYielded(),
    };
  }

  #readYielded(): Yielded<TypeText> | null {
    if (this.#streamed === null) return null;
    const { yielded } = this.#streamed;
    return {
      type: this.#writeStreamed(yielded, 0),
      shape: this.#readResultOf(yielded, "yielded value", "yield"),
    };
  }

  /** Writes what a generator yields or returns. */
  #writeStreamed(type: ts.Type, index: 0 | 1): TypeText {
    const { checker, writer, file } = this.#tools;
    const node = findArgument(this.#declaration.type, index, checker);
    const text = (node && writer.writeNode(node, this.#declaration)) ??
      writer.writeType(type, file);
    if (text !== undefined) return text;
    const what = index === 0 ? "the yielded value" : "the result";
    if (!this.#isPlain) return this.#refuse(this.#declaration, what);
    const returned = ["ReturnType<", ...this.#indexMethod(), ">"];
    return index === 0
      ? [...returned, " extends AsyncIterable<infer Value> ? Value : never"]
      : [
        ...returned,
        " extends AsyncGenerator<unknown, infer Value, never> ? Value : never",
      ];
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
    return this.#readResultOf(this.#result, "result", "result");
  }

  #readResultOf(type: ts.Type, name: string, part: string): Shape {
    const node = this.#declaration.name ?? this.#declaration;
    const label = joinNames(this.#origin.name, part);
    const method = this.#method;
    const origin = { code: "GEN303", method, name, label, node } as const;
    return this.#tools.shapes.readMessage(type, origin);
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
    if (this.#streamed !== null) {
      const { returned } = this.#streamed;
      return returned === null ? ["void"] : this.#writeStreamed(returned, 1);
    }
    const { checker, writer, file } = this.#tools;
    const { type: node } = this.#declaration;
    const declared = node && !ts.isTypePredicateNode(node)
      ? writeAwaited(node, this.#declaration, this.#tools)
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
