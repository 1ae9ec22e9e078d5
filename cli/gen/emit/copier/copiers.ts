import type { CopierWriter } from "./writer.ts";
import {
  emitArray,
  emitCoded,
  emitExtended,
  emitTuple,
  resultOf,
} from "./list.ts";
import { emitObject, isRecord } from "./object.ts";
import { emitTextForm } from "./text_form.ts";
import { emitUnion, findNullable } from "./union.ts";
import type { ActorModel } from "../../model/model.ts";
import { joinNames } from "../../model/shape_names.ts";
import { ShapeGraph } from "../../model/shape_graph.ts";
import type { TextForm } from "../../model/text_form.ts";
import type { Container, Shape } from "../../model/type_model.ts";

/** The local names that every copier may use. */
const OWN = ["copy", "from", "owner", "step", "value"];

const RESERVED = ("arguments await break case catch class const continue " +
  "debugger default delete do else enum eval export extends false finally " +
  "for function if implements import in instanceof interface let new null " +
  "package private protected public return static super switch this throw " +
  "true try typeof undefined var void while with yield").split(" ");

/** Writes the copiers that the methods of one file need, each once. */
export class Copiers implements CopierWriter {
  readonly #model: ActorModel;
  readonly #containers: Record<string, Container>;
  readonly #taken: Set<string>;
  readonly #names = new Map<string, string>();
  readonly #constants: string[] = [];
  readonly #waiting: string[] = [];
  readonly #used = new Set<string>();
  #graph: ShapeGraph;

  constructor(model: ActorModel) {
    const { containers } = model.types;
    const members = Object.values(containers).flatMap((container) =>
      container.kind === "object" ? container.members : []
    );
    this.#model = model;
    this.#containers = { ...containers };
    const parameters = model.messages.flatMap(({ signatures }) =>
      signatures.flatMap((one) => one.parameters)
    );
    // Names that a function reads must not hide another function.
    this.#taken = new Set([
      ...model.taken,
      ...[...members, ...parameters].map(({ name }) => name),
    ]);
    this.#graph = new ShapeGraph(this.#containers);
  }

  /** Whether the copiers need an imported name. */
  uses(name: string): boolean {
    return this.#used.has(name);
  }

  /** The local name of the module of checks. */
  get check(): string {
    return this.#use(this.#model.names.check);
  }

  /** Returns a container by its name. */
  find(name: string): Container {
    const container = this.#containers[name];
    if (container === undefined) throw new Error(`Cannot find type ${name}`);
    return container;
  }

  /** Adds a container that no declared type has, and returns its shape. */
  add(container: Container, label: string): Shape {
    const base = joinNames("", label);
    let name = base;
    for (let n = 2; Object.hasOwn(this.#containers, name); n++) {
      name = `${base}${n}`;
    }
    this.#containers[name] = container;
    this.#graph = new ShapeGraph(this.#containers);
    return { kind: "named", name };
  }

  /** Returns the local name of a class. */
  nameClass(index: number | null): string {
    const { classes, actorProxy } = this.#model.names;
    return this.#use(
      (index === null ? undefined : classes[index]) ?? actorProxy,
    );
  }

  /** Returns a member's local name, unique among the members read. */
  nameLocal(name: string, among: readonly string[]): string {
    const isName = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name);
    const isTaken = (local: string) =>
      OWN.includes(local) || RESERVED.includes(local) ||
      this.#model.taken.has(local);
    if (isName && !isTaken(name)) return name;
    const base = isName ? name : "member";
    let n = isName ? 2 : among.indexOf(name) + 1;
    while (among.includes(`${base}${n}`) || isTaken(`${base}${n}`)) {
      n += among.length;
    }
    return `${base}${n}`;
  }

  /** Writes the parameters of a copier. */
  emitParameters(shape: Shape): string {
    const { step, referenceOwner } = this.#model.names;
    const owner = this.needsOwner(shape)
      ? `, owner: ${this.#use(referenceOwner)}`
      : "";
    return `value: unknown, step: ${this.#use(step)}${owner}`;
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
        return this.#copyLiterals(shape, given);
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
          : this.#nameFunction(shape.name);
      case "instance":
      case "literals":
      case "reference":
      case "text":
        return this.#passInline(shape);
    }
  }

  /** Returns the name of the list of some literals. */
  nameLiterals(name: string, literals: readonly string[]): string {
    return this.#name(`${name}Values`, `[${literals.join(", ")}]`);
  }

  /** Returns the name of a text's pattern. */
  namePattern(name: string, pattern: TextForm): string {
    const form = emitTextForm(pattern, `${this.check}.form`);
    return this.#name(`${name}Pattern`, form);
  }

  /** Writes all functions that were named, and those that they need. */
  emitAll(): string {
    const functions: string[] = [];
    for (let name = this.#waiting.shift(); name; name = this.#waiting.shift()) {
      functions.push(this.#emitFunction(name));
    }
    return [this.#constants.join(""), ...functions]
      .filter((text) => text !== "").join("\n");
  }

  #passInline(shape: Shape): string {
    return `(item, step) => ${this.copy(shape, "item", "step")}`;
  }

  #copyLiterals(
    { name, literals }: Extract<Shape, { kind: "literals" }>,
    given: string,
  ): string {
    const [only] = literals;
    if (literals.length === 1) {
      return `${this.check}.literal(${given}, ${only})`;
    }
    const list = this.nameLiterals(name, literals);
    return `${this.check}.oneOf(${given}, ${list})`;
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
      return this.#emitInline(name, value, step);
    }
    const owner = this.needsOwner({ kind: "named", name }) ? ", owner" : "";
    return `${this.#nameFunction(name)}(${value}, ${step}${owner})`;
  }

  /** Whether a container is copied by one call of a helper. */
  #isInline(name: string): boolean {
    const container = this.find(name);
    const isHelped = container.kind === "map" || container.kind === "set" ||
      container.kind === "object" && isRecord(container) ||
      findNullable(container) !== undefined;
    return isHelped && !this.#graph.isCyclic(name);
  }

  #emitInline(name: string, value: string, step: string): string {
    const container = this.find(name);
    const owner = this.needsOwner({ kind: "named", name }) ? ", owner" : "";
    const given = `${value}, ${step}`;
    switch (container.kind) {
      case "map": {
        const passed = `${this.pass(container.key)}, ${
          this.pass(container.value)
        }`;
        return `${this.check}.map(${given}, ${passed}${owner})`;
      }
      case "set": {
        const passed = this.pass(container.element);
        return `${this.check}.set(${given}, ${passed}${owner})`;
      }
      case "object": {
        const [signature] = container.signatures;
        const passed = signature === undefined
          ? `${this.check}.never`
          : this.pass(signature.shape);
        return `${this.check}.record(${given}, ${passed}${owner})`;
      }
      case "array":
      case "coded":
      case "extended":
      case "tuple":
      case "union":
        return this.copy({ kind: "named", name }, value, step);
    }
  }

  #emitFunction(name: string): string {
    const container = this.find(name);
    const shape: Shape = { kind: "named", name };
    const isCyclic = this.#graph.isCyclic(name);
    const body = this.#emitBody(name, container, isCyclic);
    const result = isCyclic ? `: ${resultOf(container)}` : "";
    const head = `function ${this.#nameFunction(name)}`;
    return `${head}(${this.emitParameters(shape)})${result} {\n${body}}\n`;
  }

  #emitBody(name: string, container: Container, isCyclic: boolean): string {
    switch (container.kind) {
      case "object":
        return isRecord(container)
          ? `return ${this.#emitInline(name, "value", "step")};\n`
          : this.guard(emitObject(container, this), isCyclic);
      case "array":
        return this.guard(emitArray(container, this, isCyclic), isCyclic);
      case "tuple":
        return this.guard(emitTuple(container, this), isCyclic);
      case "union":
        return emitUnion(container, this, isCyclic);
      case "coded":
        return emitCoded(container, this);
      case "extended":
        return emitExtended(container, this);
      case "map":
      case "set":
        return `return ${this.#emitInline(name, "value", "step")};\n`;
    }
  }

  /** Adds the step to every refusal, and a limit to cyclic containers. */
  guard(body: string, isCyclic: boolean): string {
    const enter = isCyclic ? `${this.check}.nest();\n` : "";
    const leave = isCyclic ? ` finally {\n${this.check}.unnest();\n}` : "";
    return `try {\n${enter}${body}} catch (error) {\n` +
      `throw ${this.check}.within(step, error);\n}${leave}\n`;
  }

  #nameFunction(name: string): string {
    const known = this.#names.get(name);
    if (known !== undefined) return known;
    const chosen = this.#choose(`copy${name}`);
    this.#names.set(name, chosen);
    this.#waiting.push(name);
    return chosen;
  }

  /** Returns the name of a constant; equal constants share one. */
  #name(label: string, content: string): string {
    const known = this.#names.get(content);
    if (known !== undefined) return known;
    const chosen = this.#choose(label[0]?.toLowerCase() + label.slice(1));
    this.#names.set(content, chosen);
    this.#constants.push(`const ${chosen} = ${content};\n`);
    return chosen;
  }

  #choose(name: string): string {
    let chosen = name;
    for (let n = 2; this.#taken.has(chosen); n++) chosen = `${name}${n}`;
    this.#taken.add(chosen);
    return chosen;
  }

  #use(name: string): string {
    this.#used.add(name);
    return name;
  }
}
