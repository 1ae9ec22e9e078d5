import { by, emitCodec, type Form } from "./form.ts";
import { emitObjectCodec, isOrdinary } from "./object.ts";
import { chooseVariants, emitUnionCodec, mayMerge } from "./union.ts";
import type { CodecWriter } from "./writer.ts";
import { type CopierNames, lower } from "../copier/names.ts";
import { isRecord } from "../copier/object.ts";
import type { Units } from "../copier/units.ts";
import type { CopierWriter } from "../copier/writer.ts";
import type { Container, ObjectShape, Shape } from "../../model/type_model.ts";

/** What codecs ask of the writer of the same file's copiers. */
export interface Copying extends CopierWriter {
  /** Whether values of a container may hold others of it. */
  isCyclic(name: string): boolean;
  /** Whether a container has no other copier than its part. */
  isJudgedOnly(name: string): boolean;
  /** Returns the name of the function or the part that copies a container. */
  nameCopier(name: string): string;
}

/** Where the names of codecs come from, and their code goes to. */
export interface CodecPlace {
  readonly names: CopierNames;
  readonly units: Units;
  /** The local name of the module of codecs. */
  readonly bytes: string;
  /** Imports the codec of a container that stands in another file. */
  borrow(name: string): string | undefined;
}

/** Local names that a codec uses itself. */
const OWN = ["to", "value"];

/**
 * Writes the codecs that the methods of one file need, each once: they turn
 * values into bytes and back the quick way. What is rare is left to copiers: a
 * copy becomes bytes, and what was bytes is copied, of whatever type it is.
 */
export class Codecs implements CodecWriter {
  readonly #copying: Copying;
  readonly #place: CodecPlace;
  /** Containers whose form is being made. */
  readonly #forming = new Set<string>();

  constructor(copying: Copying, place: CodecPlace) {
    this.#copying = copying;
    this.#place = place;
  }

  get bytes(): string {
    return this.#place.names.use(this.#place.bytes);
  }

  find(name: string): Container {
    return this.#copying.find(name);
  }

  nameClass(index: number | null): string {
    return this.#copying.nameClass(index);
  }

  nameLocal(name: string, among: readonly string[]): string {
    return this.#place.names.nameLocal(name, among, OWN);
  }

  /** Writes an expression whose value is the codec of a shape. */
  codec(shape: Shape): string {
    return emitCodec(this.form(shape), this);
  }

  /** Whether a codec gains nothing: all of the value is left to its copier. */
  isCopied(shape: Shape): boolean {
    const form = this.form(shape);
    return "copier" in form || "method" in form && form.method === "unknown";
  }

  form(shape: Shape): Form {
    switch (shape.kind) {
      case "bigint":
      case "boolean":
      case "number":
      case "string":
      case "unknown":
        return by(shape.kind);
      case "anyObject":
      case "error":
      case "never":
      case "present":
      case "view":
        return { copier: () => this.#copying.pass(shape) };
      case "literals": {
        const [only] = shape.literals;
        if (only !== undefined && shape.literals.length === 1) {
          return by("literal", only);
        }
        const { name, literals } = shape;
        return by("oneOf", this.#copying.nameLiterals(name, literals));
      }
      case "text":
        return by("text", this.#copying.namePattern(shape.name, shape.pattern));
      case "instance":
        return by("instance", shape.type);
      case "reference":
        return by("reference", this.nameClass(shape.class));
      case "named":
        return this.#formOf(shape.name);
    }
  }

  #formOf(name: string): Form {
    const known = this.#place.units.find(`codec ${name}`);
    if (known !== undefined) return { codec: known };
    const container = this.find(name);
    // One that holds itself has a name, or its form would have no end.
    if (this.#forming.has(name)) {
      return this.#name(name, () => this.#later(this.#build(name, container)));
    }
    this.#forming.add(name);
    try {
      return this.#build(name, container);
    } finally {
      this.#forming.delete(name);
    }
  }

  #build(name: string, container: Container): Form {
    switch (container.kind) {
      case "object":
        return this.#formOfObject(name, container);
      case "array":
        return by("list", this.#element(container.element));
      case "map":
        return mayMerge(container.key, this)
          ? this.#copiedBy(name)
          : this.#holding("map", [container.key, container.value]);
      case "set":
        return mayMerge(container.element, this)
          ? this.#copiedBy(name)
          : this.#holding("set", [container.element]);
      case "tuple": {
        const { elements } = container;
        return elements.some(({ isOptional, isRest }) => isOptional || isRest)
          ? this.#copiedBy(name)
          : this.#holding("tuple", elements.map(({ shape }) => shape));
      }
      case "coded": {
        const type = this.nameClass(container.class);
        return by("coded", type, this.#element(container.plain));
      }
      case "union":
        return this.#formOfUnion(name, container);
      case "extended":
        return this.#copiedBy(name);
    }
  }

  #formOfObject(name: string, object: ObjectShape): Form {
    if (isRecord(object)) {
      return this.#holding("record", object.signatures.map((one) => one.shape));
    }
    // A part copies the members in the order of another that it is like.
    if (!isOrdinary(object) || this.#copying.isJudgedOnly(name)) {
      return this.#copiedBy(name);
    }
    const isCyclic = this.#copying.isCyclic(name);
    return this.#name(name, () => emitObjectCodec(object, isCyclic, this));
  }

  #formOfUnion(
    name: string,
    union: Extract<Container, { kind: "union" }>,
  ): Form {
    const chosen = chooseVariants(union, this);
    switch (chosen?.kind) {
      case undefined:
        return this.#copiedBy(name);
      case "absent":
        return this.isCopied(chosen.shape)
          ? this.#copiedBy(name)
          : by(chosen.method, this.#element(chosen.shape));
      case "objects": {
        const emit = () => emitUnionCodec(chosen, this);
        const isWhole = chosen.method === null ||
          this.#place.borrow(name) !== undefined;
        if (isWhole) return this.#name(name, emit);
        // That of the objects alone is not the whole union's.
        const { codec } = this.#name(name, emit, `objects ${name}`);
        return by(chosen.method, codec);
      }
    }
  }

  #holding(method: string, shapes: readonly Shape[]): Form {
    return by(method, ...shapes.map((one) => this.#element(one)));
  }

  #copiedBy(name: string): Form {
    return { copier: () => this.#copying.nameCopier(name) };
  }

  /**
   * Writes the codec of a part. It is not made again whenever it is used: what
   * is more than a name gets one.
   */
  #element(shape: Shape): string {
    const form = this.form(shape);
    const code = emitCodec(form, this);
    if (!code.endsWith(")")) return code;
    if (shape.kind === "named") {
      return this.#name(shape.name, () => this.#later(form)).codec;
    }
    return this.#place.names.nameConstant(
      `${this.#labelOf(shape)}Bytes`,
      shape.kind === "reference" ? this.#later(form) : code,
    );
  }

  /** Writes a codec whose parts may not be there yet. */
  #later(form: Form): string {
    return `${this.bytes}.lazy(() => ${emitCodec(form, this)})`;
  }

  /** Returns the name of the codec of a container. */
  nameCodec(name: string): string {
    const form = this.#formOf(name);
    return "codec" in form
      ? form.codec
      : this.#name(name, () => this.#later(form)).codec;
  }

  #name(
    name: string,
    emit: () => string,
    key = `codec ${name}`,
  ): { readonly codec: string } {
    const codec = this.#place.borrow(name) ?? this.#place.units.name({
      key,
      type: name,
      label: `${lower(name)}Bytes`,
      emit: (chosen) => `const ${chosen}: ${this.bytes}.Codec = ${emit()};\n`,
    });
    return { codec };
  }

  #labelOf(shape: Shape): string {
    if ("name" in shape) return shape.name;
    if (shape.kind === "instance") return shape.type;
    return shape.kind === "reference"
      ? this.#copying.titleClass(shape.class)
      : shape.kind;
  }
}
