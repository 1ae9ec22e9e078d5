import type { CopierWriter } from "./writer.ts";
import type {
  Container,
  Element,
  ObjectShape,
  Shape,
} from "../../model/type_model.ts";

/** One variant of a union, with its container if it has one. */
export interface Variant {
  readonly shape: Shape;
  readonly container: Container | undefined;
}

/** Describes a union for people: `string, null or Map`. */
export function describe(
  variants: readonly Variant[],
  copiers: CopierWriter,
): string {
  const kinds = variants.flatMap(({ shape, container }) => {
    if (shape.kind === "literals") return shape.literals;
    return container === undefined
      ? [describeShape(shape)]
      : [describeContainer(container, copiers)];
  });
  return join([...new Set(kinds)]);
}

function describeShape(shape: Shape): string {
  switch (shape.kind) {
    case "error":
      return "Error";
    case "instance":
      return shape.type;
    case "literals":
      return shape.literals.join(" | ");
    case "named":
      return shape.name;
    case "reference":
      return "proxy";
    case "anyObject":
      return "object";
    case "present":
      return "value";
    case "bigint":
    case "boolean":
    case "never":
    case "number":
    case "string":
    case "text":
    case "unknown":
    case "view":
      return shape.kind;
  }
}

function describeContainer(
  container: Container,
  copiers: CopierWriter,
): string {
  switch (container.kind) {
    case "object":
      return describeObject(container);
    case "map":
      return "Map";
    case "set":
      return "Set";
    case "extended": {
      const { base, names } = container;
      const shown = describeShape(base);
      return `${shown} & ${describeMembers(names, names.length)}`;
    }
    case "coded":
      return copiers.nameClass(container.class);
    case "array":
      return `${describeShape(container.element)}[]`;
    case "tuple":
      return `[${container.elements.map(describeElement).join(", ")}]`;
    case "union":
      return "union";
  }
}

function describeElement({ shape, isOptional, isRest }: Element): string {
  const text = describeShape(shape);
  return isRest ? `...${text}[]` : isOptional ? `${text}?` : text;
}

function describeObject({ members, signatures }: ObjectShape): string {
  const names = members.filter(({ isOptional }) => !isOptional)
    .map(({ name }) => name);
  return describeMembers(names, members.length + signatures.length);
}

function describeMembers(names: readonly string[], count: number): string {
  const shown = names.slice(0, SHOWN_MEMBERS);
  const list = shown.length < count ? [...shown, "…"] : shown;
  return `{ ${list.join(", ")} }`;
}

const SHOWN_MEMBERS = 4;

/** Joins words as a list: `a, b or c`. */
export function join(words: readonly string[]): string {
  const last = words.at(-1) ?? "nothing";
  return words.length < 2
    ? last
    : `${words.slice(0, -1).join(", ")} or ${last}`;
}
