import { compareText } from "../diagnostics.ts";
import type { TypeReference } from "./facts.ts";
import type { Container, Shape, TypeModel } from "./type_model.ts";

/** A type as it reads whatever the names and the order in its source are. */
export interface ShapeOutline {
  /** Tells it from the others of one model. */
  readonly key: string;
  /** All that it says itself. */
  readonly label: readonly unknown[];
  /** The types that it is made of. */
  readonly parts: readonly Shape[];
  /** Whether the order of its parts says nothing. */
  readonly isUnordered: boolean;
}

/** Outlines a shape. */
export function outline(
  shape: Shape,
  types: TypeModel<TypeReference>,
): ShapeOutline {
  const variants = listVariants(shape, types);
  const [only = NEVER] = variants;
  if (variants.length > 1) {
    const key = variants.map(keyOf).sort(compareText).join("|");
    return { key, label: ["union"], parts: variants, isUnordered: true };
  }
  const key = keyOf(only);
  const described = only.kind === "named"
    ? describeContainer(findContainer(only.name, types))
    : { label: describeLeaf(only, types), parts: [] };
  return { key, isUnordered: false, ...described };
}

const NEVER: Shape = { kind: "never" };

type Description = Pick<ShapeOutline, "label" | "parts">;

/** Names say where a type was met first, not what it is. */
function keyOf(shape: Shape): string {
  return shape.kind === "named" ? shape.name : JSON.stringify(shape);
}

/** Lists what a union is one of, also by way of others; any other shape. */
function listVariants(
  shape: Shape,
  types: TypeModel<TypeReference>,
): readonly Shape[] {
  const found = new Map<string, Shape>();
  const literals = new Set<string>();
  const waiting = [shape];
  const seen = new Set<string>();
  // The list grows while it is read.
  for (const one of waiting) {
    if (one.kind === "literals") {
      for (const literal of one.literals) literals.add(literal);
      continue;
    }
    const container = one.kind === "named"
      ? findContainer(one.name, types)
      : undefined;
    if (container?.kind !== "union") found.set(keyOf(one), one);
    else if (!seen.has(keyOf(one))) waiting.push(...container.variants);
    seen.add(keyOf(one));
  }
  const values = [...literals].sort(compareText);
  return values.length === 0
    ? [...found.values()]
    : [...found.values(), { kind: "literals", name: "", literals: values }];
}

function describeLeaf(
  shape: Exclude<Shape, { kind: "named" }>,
  { classes }: TypeModel<TypeReference>,
): readonly unknown[] {
  switch (shape.kind) {
    case "literals":
      return ["literals", ...shape.literals];
    case "text":
      return ["text", shape.pattern];
    case "instance":
      return ["instance", shape.type];
    case "reference": {
      const { class: index } = shape;
      return ["reference", index === null ? null : nameOf(classes[index])];
    }
    default:
      return [shape.kind];
  }
}

/** What a proxy's class is called, as it says of which actors it is. */
function nameOf(reference: TypeReference | undefined): string | undefined {
  return reference?.name === "default" ? reference.local : reference?.name;
}

function describeContainer(container: Container): Description {
  const { kind } = container;
  switch (kind) {
    case "object": {
      const members = container.members.toSorted((a, b) =>
        compareText(a.name, b.name)
      );
      const signatures = container.signatures.toSorted((a, b) =>
        compareText(JSON.stringify(a.pattern), JSON.stringify(b.pattern))
      );
      return {
        label: [
          kind,
          members.map(({ name, isOptional }) => [name, isOptional]),
          signatures.map(({ pattern }) => pattern),
        ],
        parts: [...members, ...signatures].map(({ shape }) => shape),
      };
    }
    case "tuple": {
      const { elements } = container;
      const flags = elements.map((one) => [one.isOptional, one.isRest]);
      return { label: [kind, flags], parts: elements.map((one) => one.shape) };
    }
    case "map":
      return { label: [kind], parts: [container.key, container.value] };
    case "extended": {
      const { base, members, names } = container;
      return { label: [kind, names.toSorted()], parts: [base, members] };
    }
    case "coded":
      return { label: [kind], parts: [container.plain] };
    case "union":
      return { label: [kind], parts: container.variants };
    case "array":
    case "set":
      return { label: [kind], parts: [container.element] };
  }
}

function findContainer(
  name: string,
  { containers }: TypeModel<TypeReference>,
): Container {
  const container = containers[name];
  if (container === undefined) throw new Error(`Cannot find type ${name}`);
  return container;
}
