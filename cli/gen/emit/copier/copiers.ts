import { copyLiterals, resultOf } from "./list.ts";
import { isRecord } from "./object.ts";
import { CopierNames, lower } from "./names.ts";
import { Overlaps } from "./overlap.ts";
import { Bases } from "./bases.ts";
import { Borrowed } from "./borrowed.ts";
import { emitLeafPart, emitPart, type PartNames } from "./parts.ts";
import { emitRestFunction, findNullable } from "./union.ts";
import { emitTextForm } from "./text_form.ts";
import type { TextForm } from "../../model/text_form.ts";
import type { CopierModel } from "../../model/copier_model.ts";
import { joinNames } from "../../model/shape_names.ts";
import { emitBody, emitInline } from "./body.ts";
import { emitGuard } from "./function.ts";
import { Codecs } from "../bytes/codecs.ts";
import { Units } from "./units.ts";
import { ShapeUses } from "./uses.ts";
import { ShapeGraph } from "../../model/shape_graph.ts";
import {
  type Container,
  listParts,
  type Shape,
} from "../../model/type_model.ts";

/** Writes the copiers that the methods of one file need, each once. */
export class Copiers implements PartNames {
  readonly #model: CopierModel;
  readonly #containers: Record<string, Container>;
  readonly #names: CopierNames;
  readonly #units: Units;
  readonly #bases = new Bases();
  readonly #graph: ShapeGraph;
  readonly #overlaps: Overlaps;
  readonly #uses: ShapeUses;
  readonly #home: Copiers | null;
  /** What is imported from the file of shared shapes. */
  readonly borrowed: Borrowed;
  /** Writes the codecs of the same types. */
  readonly codecs: Codecs;

  /** Of a file that borrows from another, `home` are the copiers of that. */
  constructor(model: CopierModel, home: Copiers | null = null) {
    this.#model = model;
    this.#home = home;
    this.#containers = { ...model.types.containers };
    this.#names = new CopierNames(model);
    this.#units = new Units(this.#names);
    this.#graph = new ShapeGraph(this.#containers);
    this.#overlaps = new Overlaps(this.#containers);
    this.#uses = new ShapeUses(model);
    this.borrowed = new Borrowed(this.#names);
    if (home !== null) home.#uses.addModel(model);
    this.codecs = new Codecs(this, {
      names: this.#names,
      units: this.#units,
      bytes: model.names.bytes,
      borrow: (name) =>
        this.#borrow(name, (home) => home.codecs.nameCodec(name)),
    });
  }

  /** Whether the copiers need an imported name. */
  uses(name: string): boolean {
    return this.#names.uses(name);
  }

  /** The local name of the module of checks. */
  get check(): string {
    return this.#names.use(this.#model.names.check);
  }

  /** Returns a container by its name. */
  find(name: string): Container {
    const container = this.#containers[name];
    if (container === undefined) throw new Error(`Cannot find type ${name}`);
    return container;
  }

  /** Adds a container that no declared type has, and returns its shape. */
  add(container: Container, label: string): Shape {
    const name = this.#names.nameContainer(joinNames("", label));
    this.#containers[name] = container;
    this.#overlaps.add(name, container);
    this.#uses.add(listParts(container));
    return { kind: "named", name };
  }

  /** Writes an expression whose value is a class. */
  nameClass(index: number | null): string {
    const { classes, actorProxy } = this.#model.names;
    return this.#names.use(
      (index === null ? undefined : classes[index]) ?? actorProxy,
    );
  }

  /** Returns what people call a class. */
  titleClass(index: number | null): string {
    const { titles, actorProxy } = this.#model.names;
    return (index === null ? undefined : titles[index]) ?? actorProxy;
  }

  /** Returns a member's local name, unique among the members read. */
  nameLocal(name: string, among: readonly string[]): string {
    return this.#names.nameLocal(name, among);
  }

  /** Writes the parameters of a copier. */
  emitParameters(shape: Shape): string {
    const step = this.#names.use(this.#model.names.step);
    return `value: unknown, step: ${step}${this.emitOwner(shape)}`;
  }

  /** Writes the last parameter of a copier, if it needs its owner. */
  emitOwner(shape: Shape): string {
    if (!this.needsOwner(shape)) return "";
    return `, owner: ${this.#names.use(this.#model.names.referenceOwner)}`;
  }

  /** Whether a copy depends on its owner. */
  needsOwner(shape: Shape): boolean {
    return this.#graph.needsOwner(shape);
  }

  /** Writes the copy of one value; `value` and `step` are expressions. */
  copy(shape: Shape, value: string, step: string): string {
    const given = `${value}, ${step}`;
    switch (shape.kind) {
      case "anyObject":
      case "error":
      case "present":
      case "unknown":
        return `${this.check}.${shape.kind}(${given}, owner)`;
      case "literals":
        return copyLiterals(shape, given, this);
      case "text": {
        const pattern = this.namePattern(shape.name, shape.pattern);
        return `${this.check}.text(${given}, ${pattern})`;
      }
      case "instance":
        return `${this.check}.instance(${given}, ${shape.type})`;
      case "reference": {
        const type = this.nameClass(shape.class);
        return `${this.check}.reference(${given}, owner, ${type})`;
      }
      case "named":
        return this.#copyContainer(shape.name, value, step);
      case "bigint":
      case "boolean":
      case "never":
      case "number":
      case "string":
      case "view":
        return `${this.check}.${shape.kind}(${given})`;
    }
  }

  /** Writes an expression whose value is the copier of a shape. */
  pass(shape: Shape): string {
    switch (shape.kind) {
      case "anyObject":
      case "bigint":
      case "boolean":
      case "error":
      case "never":
      case "number":
      case "present":
      case "string":
      case "unknown":
      case "view":
        return `${this.check}.${shape.kind}`;
      case "named":
        return this.#isInline(shape.name)
          ? this.#passInline(shape)
          : this.nameCopier(shape.name);
      case "instance":
      case "literals":
      case "reference":
      case "text":
        return this.#passInline(shape);
    }
  }

  /** Returns the name of the list of some literals. */
  nameLiterals(name: string, literals: readonly string[]): string {
    return this.#names.nameConstant(
      `${name}Values`,
      `[${literals.join(", ")}]`,
    );
  }

  /** Returns the name of a text's pattern. */
  namePattern(name: string, pattern: TextForm): string {
    const form = emitTextForm(pattern, `${this.check}.form`);
    return this.#names.nameConstant(`${name}Pattern`, form);
  }

  /** Whether a container is used in several places. */
  isShared(name: string): boolean {
    return this.#model.shared.has(name) || this.#uses.isShared(name);
  }

  /** Whether a container has no other copier than its part. */
  isJudgedOnly(name: string): boolean {
    return this.#overlaps.isJudgedOnly(name);
  }

  /** Whether values of a container may hold others of it. */
  isCyclic(name: string): boolean {
    return this.#graph.isCyclic(name);
  }

  /** Writes an expression whose value is the part of a shape. */
  part(shape: Shape): string {
    if (shape.kind !== "named") return emitLeafPart(shape, this);
    return this.#overlaps.has(shape.name)
      ? this.#namePart(shape.name)
      : this.#nameFunction(shape.name);
  }

  /** Writes the copy of a variant whose discriminant has been read. */
  copyRest(name: string, by: string, local: string): string {
    const owner = this.needsOwner({ kind: "named", name }) ? ", owner" : "";
    return `${this.#nameRest(name, by)}(from, ${local}${owner})`;
  }

  /** The containers whose code other files import from this one. */
  get lent(): ReadonlySet<string> {
    return this.#units.lentTypes;
  }

  /** Writes all functions that were named, and those that they need. */
  emitAll(): string[] {
    // Methods with overloads have made more unions meanwhile.
    if (this.#home !== null) {
      this.#home.#judge(this.#overlaps, this.#model.shared);
    }
    const written = this.#units.emit();
    return [this.#names.constants, ...written].filter((text) => text !== "");
  }

  #passInline(shape: Shape): string {
    return `(item, step) => ${this.copy(shape, "item", "step")}`;
  }

  #copyContainer(name: string, value: string, step: string): string {
    const nullable = findNullable(this.find(name));
    const isName = /^[\p{ID_Continue}$]+$/u.test(value);
    if (nullable !== undefined && isName) {
      const test = nullable.literals.map((one) => `${value} === ${one}`);
      const copy = this.copy(nullable.shape, value, step);
      return `${test.join(" || ")} ? ${value} : ${copy}`;
    }
    if (nullable === undefined && this.#isInline(name)) {
      return emitInline(name, value, step, this);
    }
    const owner = this.needsOwner({ kind: "named", name }) ? ", owner" : "";
    return `${this.nameCopier(name)}(${value}, ${step}${owner})`;
  }

  /** Whether a container is copied by one call of a helper. */
  #isInline(name: string): boolean {
    const container = this.find(name);
    if (this.#overlaps.isJudgedOnly(name)) return false;
    const isHelped = container.kind === "map" || container.kind === "set" ||
      container.kind === "object" && isRecord(container) ||
      findNullable(container) !== undefined;
    return isHelped && !this.#graph.isCyclic(name);
  }

  #emitFunction(name: string, chosen: string): string {
    const container = this.find(name);
    const isCyclic = this.#graph.isCyclic(name);
    const body = emitBody(name, isCyclic, this);
    const isTyped = isCyclic || this.#units.isLent(chosen);
    const result = isTyped ? `: ${resultOf(container)}` : "";
    const given = this.emitParameters({ kind: "named", name });
    return `function ${chosen}(${given})${result} {\n${body}}\n`;
  }

  /** Adds the step to every refusal, and a limit to cyclic containers. */
  guard(body: string, isCyclic: boolean): string {
    return emitGuard(body, isCyclic, this.check);
  }

  /** Returns the name of the function or the part that copies a container. */
  nameCopier(name: string): string {
    return this.#overlaps.isJudgedOnly(name)
      ? this.#namePart(name)
      : this.#nameFunction(name);
  }

  #namePart(name: string): string {
    return this.#borrow(name, (home) => home.#namePart(name)) ??
      this.#units.name({
        key: `part ${name}`,
        type: name,
        label: this.#overlaps.isJudgedOnly(name)
          ? `copy${name}`
          : `${lower(name)}Part`,
        emit: (chosen) => {
          const code = emitPart(name, this.find(name), this, this.#bases);
          return `const ${chosen}: ${this.check}.Part = ${code};\n`;
        },
      });
  }

  #nameFunction(name: string): string {
    return this.#borrow(name, (home) => home.#nameFunction(name)) ??
      this.#units.name({
        key: `copier ${name}`,
        type: name,
        label: `copy${name}`,
        emit: (chosen) => this.#emitFunction(name, chosen),
      });
  }

  #nameRest(name: string, by: string): string {
    return this.#borrow(name, (home) => home.#nameRest(name, by)) ??
      this.#units.name({
        key: JSON.stringify([name, by]),
        type: name,
        label: `copy${joinNames(name, `by ${by}`)}`,
        emit: (chosen) => {
          const isTyped = this.isCyclic(name) || this.#units.isLent(chosen);
          return emitRestFunction({ name, by, chosen, isTyped }, this);
        },
      });
  }

  /** Imports what is declared about a shared container. */
  #borrow(name: string, ask: (home: Copiers) => string): string | undefined {
    if (this.#home === null || !this.#model.shared.has(name)) return undefined;
    const lent = ask(this.#home);
    this.#home.#units.lend(lent, name);
    return this.borrowed.take(lent, name);
  }

  /** Judges what a file that borrows from this one judges beside its own. */
  judgeFor({ types, shared }: CopierModel): void {
    this.#judge(new Overlaps(types.containers), shared);
  }

  #judge(overlaps: Overlaps, shared: ReadonlySet<string>): void {
    for (const name of shared) {
      if (overlaps.has(name)) this.#overlaps.judge(name);
    }
  }
}
