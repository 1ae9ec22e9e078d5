import type { CopierWriter } from "./writer.ts";
import { describe, join, type Variant } from "./describe.ts";
import { travelsOtherwise } from "../../model/shape_graph.ts";
import { emitMembers, emitRead, emitSource } from "./object.ts";
import { quote } from "../text.ts";
import type {
  Container,
  Member,
  ObjectShape,
  Shape,
} from "../../model/type_model.ts";

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
  const variants = flatten(union, copiers);
  const isObject = ({ container }: Variant) => container?.kind === "object";
  const objects = variants.filter(isObject);
  const scalars = variants.filter(({ shape }) => isScalar(shape));
  const others = variants.filter((variant) =>
    !isObject(variant) && !isScalar(variant.shape)
  );
  const groups = Map.groupBy(others, (variant) => testOf(variant, copiers));
  const isCoded = others.some(({ container }) =>
    container !== undefined && travelsOtherwise(container)
  );
  const tests = [...groups].map(([test, group]) =>
    `if (${test}) ${emitGroup(group, copiers)}`
  );
  const expected = quote(describe(variants, copiers));
  return [
    emitScalars(scalars, copiers),
    isCoded ? emitDecoding([...others, ...objects], copiers) : "",
    ...tests,
    objects.length === 0 ? "" : emitObjects(objects, copiers, isCyclic),
    objects.length > 1
      ? ""
      : `throw ${copiers.check}.mismatch(${expected}, value, step);\n`,
  ].join("");
}

function resolve(shape: Shape, copiers: CopierWriter): Variant {
  return {
    shape,
    container: shape.kind === "named" ? copiers.find(shape.name) : undefined,
  };
}

/** Writes the choice for payloads whose coded values are still plain. */
function emitDecoding(
  variants: readonly Variant[],
  copiers: CopierWriter,
): string {
  // No two variants look alike on a wire: the parser refuses such unions.
  return `if (owner.direction === "decoding") ${emitGroup(variants, copiers)}`;
}

function flatten({ variants }: Union, copiers: CopierWriter): Variant[] {
  return variants.flatMap((shape) => {
    const container = shape.kind === "named"
      ? copiers.find(shape.name)
      : undefined;
    return container?.kind === "union"
      ? flatten(container, copiers)
      : [{ shape, container }];
  });
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
  return first !== undefined && group.length === 1
    ? `return ${copiers.copy(first.shape, "value", "step")};\n`
    : emitFit(group, copiers, "null");
}

function isScalar({ kind }: Shape): boolean {
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
  const objects = variants.map(({ container }) => container as ObjectShape);
  const by = findDiscriminant(objects);
  if (by !== undefined) {
    return copiers.guard(emitSwitch(objects, by, copiers), isCyclic);
  }
  const names = objects.flatMap(({ members }) =>
    members.map(({ name }) => quote(name))
  );
  const isClosed = objects.every(({ signatures }) => signatures.length === 0);
  const list = isClosed ? `[${[...new Set(names)].join(", ")}]` : "null";
  return emitFit(variants, copiers, list);
}

function emitFit(
  variants: readonly Variant[],
  copiers: CopierWriter,
  members: string,
): string {
  const expected = quote(describe(variants, copiers));
  const passed = variants.map(({ shape }) => copiers.pass(shape)).join(", ");
  const owner = variants.some(({ shape }) => copiers.needsOwner(shape))
    ? ", owner"
    : "";
  return `return ${copiers.check}.fit(value, step, ${expected}, ` +
    `[${passed}], ${members}${owner});\n`;
}

/** Finds a member whose literals differ in every variant. */
function findDiscriminant(objects: readonly ObjectShape[]): string | undefined {
  const names = objects[0]?.members.map(({ name }) => name) ?? [];
  return names.find((name) => {
    const lists = objects.map((object) => literalsOf(object, name));
    if (lists.includes(undefined)) return false;
    const all = lists.flatMap((literals) => literals ?? []);
    return new Set(all).size === all.length;
  });
}

function literalsOf(
  { members }: ObjectShape,
  name: string,
): readonly string[] | undefined {
  const member = members.find((one) => one.name === name);
  if (member === undefined || member.isOptional) return undefined;
  return member.shape.kind === "literals" ? member.shape.literals : undefined;
}

function emitSwitch(
  objects: readonly ObjectShape[],
  by: string,
  copiers: CopierWriter,
): string {
  const isBy = ({ name }: Member) => name === by;
  const tag = objects[0]?.members.find(isBy);
  if (tag === undefined) return "";
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
    ...objects.map((object) => emitCase(object, tag, among, copiers)),
    `default:\nthrow ${check}.mismatch(${quote(join(literals))}, `,
    `${local}, ${quote(by)});\n}\n`,
  ].join("");
}

function emitCase(
  object: ObjectShape,
  tag: Member,
  among: readonly string[],
  copiers: CopierWriter,
): string {
  const cases = literalsOf(object, tag.name)?.map((one) => `case ${one}:`);
  const own = object.members.find(({ name }) => name === tag.name);
  const names = object.members.filter((member) => member !== own)
    .map(({ name }) => emitRead(name, among, copiers));
  const read = names.length === 0
    ? ""
    : `const { ${names.join(", ")} } = from;\n`;
  const copy = emitMembers(object, among, copiers, own);
  return `${cases?.join("\n")} {\n${read}${copy}}\n`;
}
