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

/** Lists the variants of a union, and of unions within it, each once. */
export function flatten(
  { variants }: Extract<Container, { kind: "union" }>,
  copiers: Pick<CopierWriter, "find">,
): Variant[] {
  const flat = new Map<string, Variant>();
  const seen = new Set<string>();
  const waiting = [...variants].reverse();
  for (let shape = waiting.pop(); shape; shape = waiting.pop()) {
    const container = shape.kind === "named"
      ? copiers.find(shape.name)
      : undefined;
    const key = shape.kind === "named" ? shape.name : JSON.stringify(shape);
    if (container?.kind !== "union") flat.set(key, { shape, container });
    else if (!seen.has(key)) {
      seen.add(key);
      waiting.push(...[...container.variants].reverse());
    }
  }
  return [...flat.values()];
}

/** Describes a union for people: `string, null or Map`. */
export function describeUnion(
  union: Extract<Container, { kind: "union" }>,
  copiers: CopierWriter,
): string {
  return describe(flatten(union, copiers), copiers);
}

/** Describes some variants for people. */
export function describe(
  variants: readonly Variant[],
  copiers: CopierWriter,
): string {
  const described = variants.slice(0, MAX_DESCRIBED);
  const kinds = described.flatMap(({ shape, container }) => {
    if (shape.kind === "literals") return shape.literals;
    return container === undefined
      ? [describeShape(shape)]
      : [describeContainer(container, copiers)];
  });
  const more = variants.length - described.length;
  return join([...new Set(kinds)], more);
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
      return copiers.titleClass(container.class);
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
const SHOWN_WORDS = 8;
const MAX_DESCRIBED = 64;

/** Joins words as a list: `a, b or c`. */
export function join(words: readonly string[], others = 0): string {
  const more = words.length + others - SHOWN_WORDS;
  if (more > 0) {
    return `${words.slice(0, SHOWN_WORDS).join(", ")} or one of ${more} more`;
  }
  const last = words.at(-1) ?? "nothing";
  return words.length < 2
    ? last
    : `${words.slice(0, -1).join(", ")} or ${last}`;
}
