import type { Bases } from "./bases.ts";
import { describeUnion } from "./describe.ts";
import { isOpen } from "./object.ts";
import type { CopierWriter } from "./writer.ts";
import { emitKey, quote } from "../text.ts";
import type {
  Container,
  Element,
  Member,
  ObjectShape,
  Shape,
} from "../../model/type_model.ts";

/** What the writer of parts asks of the writer of all copiers. */
export interface PartNames extends CopierWriter {
  /** Writes an expression whose value is the part of a shape. */
  part(shape: Shape): string;
  /** Whether values of a container may hold others of it. */
  isCyclic(name: string): boolean;
}

/** Writes the declaration of a container that is judged beside others. */
export function emitPart(
  name: string,
  container: Container,
  copiers: PartNames,
  bases: Bases,
): string {
  const { check } = copiers;
  switch (container.kind) {
    case "object":
      return `${check}.members(() => (${
        emitMembers(name, container, copiers, bases)
      }))`;
    case "array": {
      const rest = `rest: ${copiers.part(container.element)}`;
      return `${check}.list(() => ({ ${rest}${cyclic(name, copiers)} }))`;
    }
    case "tuple": {
      const parts = emitElements(container.elements, copiers);
      return `${check}.list(() => ({ ${parts}${cyclic(name, copiers)} }))`;
    }
    case "map": {
      const key = copiers.part(container.key);
      const value = copiers.part(container.value);
      return `${check}.entries(() => [${key}, ${value}])`;
    }
    case "set":
      return `${check}.elements(() => ${copiers.part(container.element)})`;
    case "coded": {
      const type = copiers.nameClass(container.class);
      const plain = copiers.part(container.plain);
      return `${check}.codedPart(() => [${type}, ${plain}])`;
    }
    case "extended": {
      const { base, members, names } = container;
      const kind = kindOfBase(base, copiers);
      const parts = [
        ...[base, members].map((one) => copiers.part(one)),
        `[${names.map(quote).join(", ")}]`,
      ];
      return `${check}.extendedPart("${kind}", () => [${parts.join(", ")}])`;
    }
    case "union": {
      const expected = quote(describeUnion(container, copiers));
      const parts = container.variants.map((one) => copiers.part(one));
      return `${check}.union(${expected}, () => [${parts.join(", ")}])`;
    }
  }
}

function kindOfBase(base: Shape, copiers: PartNames): "list" | "map" | "set" {
  const kind = base.kind === "named" ? copiers.find(base.name).kind : "array";
  return kind === "map" || kind === "set" ? kind : "list";
}

function cyclic(name: string, copiers: PartNames): string {
  return copiers.isCyclic(name) ? ", isCyclic: true" : "";
}

function emitElements(
  elements: readonly Element[],
  copiers: PartNames,
): string {
  const rest = elements.findIndex(({ isRest }) => isRest);
  const first = elements.slice(0, rest < 0 ? undefined : rest);
  const write = (list: readonly Element[]) =>
    `[${list.map(({ shape }) => copiers.part(shape)).join(", ")}]`;
  const must = first.filter(({ isOptional }) => !isOptional);
  const may = first.filter(({ isOptional }) => isOptional);
  const lists = [`must: ${write(must)}`];
  if (may.length > 0) lists.push(`may: ${write(may)}`);
  const open = elements[rest];
  if (open === undefined) return lists.join(", ");
  lists.push(`rest: ${copiers.part(open.shape)}`);
  const last = elements.slice(rest + 1);
  if (last.length > 0) lists.push(`last: ${write(last)}`);
  return lists.join(", ");
}

function emitMembers(
  name: string,
  shape: ObjectShape,
  copiers: PartNames,
  bases: Bases,
): string {
  const base = bases.find(name, shape);
  const lines: string[] = [];
  if (base.name !== undefined) {
    lines.push(`like: ${copiers.part({ kind: "named", name: base.name })}`);
  }
  if (base.without.length > 0) {
    lines.push(`without: [${base.without.map(quote).join(", ")}]`);
  }
  const must = base.members.filter(({ isOptional }) => !isOptional);
  const may = base.members.filter(({ isOptional }) => isOptional);
  if (must.length > 0) lines.push(`must: ${emitFields(must, copiers)}`);
  if (may.length > 0) lines.push(`may: ${emitFields(may, copiers)}`);
  const keyed = shape.signatures.map(({ pattern, shape }) => {
    const like = pattern === null
      ? ""
      : `like: ${copiers.namePattern("key", pattern)}, `;
    return `{ ${like}part: ${copiers.part(shape)} }`;
  });
  if (keyed.length > 0) lines.push(`keyed: [${keyed.join(", ")}]`);
  if (isOpen(shape, copiers)) lines.push("isOpen: true");
  if (copiers.isCyclic(name)) lines.push("isCyclic: true");
  return `{ ${lines.join(", ")} }`;
}

function emitFields(members: readonly Member[], copiers: PartNames): string {
  const fields = members.map(({ name, shape }) =>
    `${emitKey(name)}: ${copiers.part(shape)}`
  );
  return `{ ${fields.join(", ")} }`;
}

/** Writes an expression whose value is the part of a single value. */
export function emitLeafPart(
  shape: Exclude<Shape, { kind: "named" }>,
  copiers: CopierWriter,
): string {
  const { check } = copiers;
  switch (shape.kind) {
    case "literals": {
      const [only] = shape.literals;
      if (shape.literals.length === 1) return `${check}.only(${only})`;
      const list = copiers.nameLiterals(shape.name, shape.literals);
      return `${check}.anyOf(${list})`;
    }
    case "text":
      return `${check}.like(${copiers.namePattern(shape.name, shape.pattern)})`;
    case "instance":
      return `${check}.of(${shape.type})`;
    case "reference":
      return `${check}.proxyOf(${copiers.nameClass(shape.class)})`;
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
      return `${check}.${shape.kind}`;
  }
}
