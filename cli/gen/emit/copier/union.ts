import type { CopierWriter } from "./writer.ts";
import { describe, flatten, join, type Variant } from "./describe.ts";
import { findDiscriminant, literalsOf } from "./discriminant.ts";
import { emitMembers, emitRead, emitSource } from "./object.ts";
import { quote } from "../text.ts";
import { travelsOtherwise } from "../../model/shape_graph.ts";
import type { Container, ObjectShape, Shape } from "../../model/type_model.ts";

type Union = Extract<Container, { kind: "union" }>;

/** A type and the absence of a value. */
export interface Nullable {
  readonly shape: Shape;
  /** `null`, `undefined` or both. */
  readonly literals: readonly string[];
}

/** Returns the one variant beside `null` and `undefined`, if it is one. */
export function findNullable(container: Container): Nullable | undefined {
  if (container.kind !== "union") return undefined;
  const [shape, ...more] = container.variants.filter((one) => !isAbsence(one));
  const absence = container.variants.find(isAbsence);
  if (shape === undefined || more.length > 0) return undefined;
  return absence?.kind === "literals"
    ? { shape, literals: absence.literals }
    : undefined;
}

function isAbsence(shape: Shape): boolean {
  return shape.kind === "literals" &&
    shape.literals.every((one) => one === "null" || one === "undefined");
}

/** Writes the choice between the variants of a union. */
export function emitUnion(
  union: Union,
  copiers: CopierWriter,
  isCyclic: boolean,
): string {
  const nullable = findNullable(union);
  const only = nullable && resolve(nullable.shape, copiers).container;
  if (nullable !== undefined && only !== undefined && mayBePlain(only)) {
    const absent = nullable.literals.map((one) => `value === ${one}`);
    const copy = copiers.copy(nullable.shape, "value", "step");
    return `if (${absent.join(" || ")}) return value;\nreturn ${copy};\n`;
  }
  const variants = flatten(union, copiers);
  const isObject = ({ container }: Variant) => container?.kind === "object";
  const objects = variants.filter(isObject);
  const scalars = variants.filter(({ shape }) => isScalar(shape));
  const others = variants.filter((variant) =>
    !isObject(variant) && !isScalar(variant.shape)
  );
  const groups = Map.groupBy(others, (variant) => testOf(variant, copiers));
  const tests = [...groups].map(([test, group]) =>
    `if (${test}) ${emitGroup(group, copiers)}`
  );
  const expected = quote(describe(variants, copiers));
  return [
    emitScalars(scalars, copiers),
    ...tests,
    objects.length === 0 ? "" : emitObjects(objects, copiers, isCyclic),
    objects.length > 1
      ? ""
      : `throw ${copiers.check}.mismatch(${expected}, value, step);\n`,
  ].join("");
}

/** Whether a value that came over a wire may be no instance of its class. */
function mayBePlain(container: Container): boolean {
  return travelsOtherwise(container) || container.kind === "union";
}

/** Writes the return of values that need no copy. */
function emitScalars(
  variants: readonly Variant[],
  copiers: CopierWriter,
): string {
  if (variants.length === 0) return "";
  const tests = variants.map((variant) => testOf(variant, copiers));
  return `if (${tests.join(" || ")}) return value;\n`;
}

function resolve(shape: Shape, copiers: CopierWriter): Variant {
  return {
    shape,
    container: shape.kind === "named" ? copiers.find(shape.name) : undefined,
  };
}

/** Writes the test for all variants of one kind. */
function testOf({ shape, container }: Variant, copiers: CopierWriter): string {
  switch (container?.kind) {
    case undefined:
      return testShape(shape, copiers);
    case "extended":
      return testOf(resolve(container.base, copiers), copiers);
    case "coded":
      return `value instanceof ${copiers.nameClass(container.class)}`;
    case "map":
      return "value instanceof Map";
    case "set":
      return "value instanceof Set";
    case "array":
    case "tuple":
      return "Array.isArray(value)";
    case "object":
    case "union":
      return 'typeof value === "object"';
  }
}

function testShape(shape: Shape, copiers: CopierWriter): string {
  switch (shape.kind) {
    case "error":
      return "value instanceof Error";
    case "instance":
      return `value instanceof ${shape.type}`;
    case "literals":
      return shape.literals.map((one) => `value === ${one}`).join(" || ");
    case "reference":
      return `value instanceof ${copiers.nameClass(shape.class)}`;
    case "text": {
      const pattern = copiers.namePattern(shape.name, shape.pattern);
      return `typeof value === "string" && ${pattern}.test(value)`;
    }
    case "view":
      return "ArrayBuffer.isView(value)";
    case "anyObject":
      return 'typeof value === "object" && value !== null';
    case "present":
      return "value !== null && value !== undefined";
    case "never":
      return "false";
    case "named":
    case "unknown":
      return "true";
    case "bigint":
    case "boolean":
    case "number":
    case "string":
      return `typeof value === ${quote(shape.kind)}`;
  }
}

function emitGroup(group: readonly Variant[], copiers: CopierWriter): string {
  const [first] = group;
  // Where a group has more variants, the union is judged instead.
  return first === undefined
    ? ""
    : `return ${copiers.copy(first.shape, "value", "step")};\n`;
}

/** Whether values need no copy. */
export function isScalar({ kind }: Shape): boolean {
  switch (kind) {
    case "bigint":
    case "boolean":
    case "literals":
    case "number":
    case "string":
    case "text":
      return true;
    case "anyObject":
    case "error":
    case "instance":
    case "named":
    case "never":
    case "present":
    case "reference":
    case "unknown":
    case "view":
      return false;
  }
}

function emitObjects(
  variants: readonly Variant[],
  copiers: CopierWriter,
  isCyclic: boolean,
): string {
  const [first] = variants;
  if (first !== undefined && variants.length === 1) {
    return 'if (typeof value === "object" && value !== null) ' +
      `return ${copiers.copy(first.shape, "value", "step")};\n`;
  }
  return copiers.guard(emitSwitch(variants, copiers), isCyclic);
}

function emitSwitch(
  variants: readonly Variant[],
  copiers: CopierWriter,
): string {
  const objects = variants.map(({ container }) => container as ObjectShape);
  const by = findDiscriminant(objects) ?? "";
  const literals = objects.flatMap((object) => literalsOf(object, by) ?? []);
  const among = objects.flatMap(({ members }) =>
    members.map((one) => one.name)
  );
  const local = copiers.nameLocal(by, among);
  const { check } = copiers;
  const names = [...new Set(among)];
  const source = emitSource(`${check}.object(value)`, names, copiers);
  return [
    `const from = ${source};\n`,
    `const { ${emitRead(by, among, copiers)} } = from;\n`,
    `switch (${local}) {\n`,
    ...variants.map((variant) => emitCase(variant, by, among, copiers)),
    `default:\nthrow ${check}.mismatch(${quote(join(literals))}, `,
    `${local}, ${quote(by)});\n}\n`,
  ].join("");
}

function emitCase(
  { shape, container }: Variant,
  by: string,
  among: readonly string[],
  copiers: CopierWriter,
): string {
  const object = container as ObjectShape;
  const cases = literalsOf(object, by)?.map((one) => `case ${one}:`);
  const head = cases?.join("\n");
  if (shape.kind === "named" && copiers.isShared(shape.name)) {
    const local = copiers.nameLocal(by, among);
    return `${head}\nreturn ${copiers.copyRest(shape.name, by, local)};\n`;
  }
  return `${head} {\n${emitRest(object, by, among, copiers)}}\n`;
}

/** One function that copies an object whose discriminant has been read. */
interface RestFunction {
  /** The name of the object's container. */
  readonly name: string;
  /** The name of the discriminant. */
  readonly by: string;
  /** The name of the function. */
  readonly chosen: string;
  /** Whether its result is written down. */
  readonly isTyped: boolean;
}

/** Writes the function that unions share for one of their variants. */
export function emitRestFunction(
  { name, by, chosen, isTyped }: RestFunction,
  copiers: CopierWriter,
): string {
  const object = copiers.find(name);
  if (object.kind !== "object") return "";
  const among = object.members.map((one) => one.name);
  const from = `from: ${copiers.check}.Members`;
  const tag = `${copiers.nameLocal(by, among)}: unknown`;
  const owner = copiers.emitOwner({ kind: "named", name });
  const result = isTyped ? ": object" : "";
  return `function ${chosen}(${from}, ${tag}${owner})${result} {\n` +
    `${emitRest(object, by, among, copiers)}}\n`;
}

/** Writes the copy of an object whose discriminant has been read. */
function emitRest(
  object: ObjectShape,
  by: string,
  among: readonly string[],
  copiers: CopierWriter,
): string {
  const own = object.members.find(({ name }) => name === by);
  const names = object.members.filter((member) => member !== own)
    .map(({ name }) => emitRead(name, among, copiers));
  const read = names.length === 0
    ? ""
    : `const { ${names.join(", ")} } = from;\n`;
  return read + emitMembers(object, among, copiers, own);
}
