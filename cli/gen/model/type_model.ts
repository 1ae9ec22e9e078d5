import type { TextForm } from "./text_form.ts";

/** One value's type: a kind of leaf, or the name of a container. */
export type Shape =
  | { readonly kind: Primitive | "error" | "never" | "view" }
  /** Any value that can be a message; it is copied unchecked. */
  | { readonly kind: "unknown" }
  /** Any but `null` and `undefined`, and any object; no more is checked. */
  | { readonly kind: "present" | "anyObject" }
  /** Single values, each written as TypeScript writes it: `"a"`, `1n`. */
  | {
    readonly kind: "literals";
    readonly name: string;
    readonly literals: readonly string[];
  }
  /** The form of a text. */
  | { readonly kind: "text"; readonly name: string; readonly pattern: TextForm }
  /** An instance of the platform's class of that name. */
  | { readonly kind: "instance"; readonly type: string }
  /** A proxy; `class` is its index among the classes, if it must be one. */
  | { readonly kind: "reference"; readonly class: number | null }
  | { readonly kind: "named"; readonly name: string };

/** The kinds of value that `typeof` tells apart. */
export type Primitive = "bigint" | "boolean" | "number" | "string";

/** A type that holds others; all of them have names, so that they may recur. */
export type Container =
  | ObjectShape
  | { readonly kind: "array"; readonly element: Shape }
  | { readonly kind: "tuple"; readonly elements: readonly Element[] }
  | { readonly kind: "map"; readonly key: Shape; readonly value: Shape }
  | { readonly kind: "set"; readonly element: Shape }
  | { readonly kind: "union"; readonly variants: readonly Shape[] }
  /** An array, a map or a set with members of its own, which have names. */
  | {
    readonly kind: "extended";
    readonly base: Shape;
    readonly names: readonly string[];
    readonly members: Shape;
  }
  /** A class with a codec: its index, and what its codec encodes to. */
  | { readonly kind: "coded"; readonly class: number; readonly plain: Shape };

/** An object with declared members, with index signatures, or both. */
export interface ObjectShape {
  readonly kind: "object";
  readonly members: readonly Member[];
  readonly signatures: readonly IndexSignature[];
}

/** A declared member of an object. */
export interface Member {
  readonly name: string;
  readonly shape: Shape;
  readonly isOptional: boolean;
}

/** The members of an object that are declared by the form of their names. */
export interface IndexSignature {
  /** The form as a regular expression; every name without one. */
  readonly pattern: TextForm | null;
  readonly shape: Shape;
}

/** One element of a tuple, or any number of them. */
export interface Element {
  readonly shape: Shape;
  readonly isOptional: boolean;
  readonly isRest: boolean;
}

/**
 * The types of one actor's messages as plain data, which may be written as
 * JSON: copiers, forms and contracts are made from it.
 */
export interface TypeModel<Class> {
  readonly containers: Readonly<Record<string, Container>>;
  /** The classes that values are instances of. */
  readonly classes: readonly Class[];
}

/** Lists the shapes that a container is made of. */
export function listParts(container: Container): readonly Shape[] {
  switch (container.kind) {
    case "object": {
      const { members, signatures } = container;
      return [...members, ...signatures].map(({ shape }) => shape);
    }
    case "tuple":
      return container.elements.map(({ shape }) => shape);
    case "map":
      return [container.key, container.value];
    case "union":
      return container.variants;
    case "extended":
      return [container.base, container.members];
    case "coded":
      return [container.plain];
    case "array":
    case "set":
      return [container.element];
  }
}

/** Lists the names of the containers that a container refers to. */
export function listNames(container: Container): readonly string[] {
  return listParts(container).flatMap((part) =>
    part.kind === "named" ? [part.name] : []
  );
}

/** Returns a container of the same kind with other shapes. */
export function mapParts(
  container: Container,
  change: (shape: Shape) => Shape,
): Container {
  const changeIn = <Holder extends { readonly shape: Shape }>(
    holder: Holder,
  ): Holder => ({ ...holder, shape: change(holder.shape) });
  switch (container.kind) {
    case "object": {
      const { members, signatures } = container;
      return {
        ...container,
        members: members.map(changeIn),
        signatures: signatures.map(changeIn),
      };
    }
    case "tuple":
      return { ...container, elements: container.elements.map(changeIn) };
    case "map": {
      const { key, value } = container;
      return { ...container, key: change(key), value: change(value) };
    }
    case "union":
      return { ...container, variants: container.variants.map(change) };
    case "coded":
      return { ...container, plain: change(container.plain) };
    case "extended": {
      const { base, members } = container;
      return { ...container, base: change(base), members: change(members) };
    }
    case "array":
    case "set":
      return { ...container, element: change(container.element) };
  }
}
