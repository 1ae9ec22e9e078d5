import type { CodedClass } from "./coded.ts";
import type { PartCopier, Step } from "./mismatch.ts";
import type { TextForm } from "./text_form.ts";
import type { ReferenceOwner } from "../reference/reference.ts";

/** A copier whose structure is known, so that it can be judged with others. */
export type Part = (
  value: unknown,
  step: Step,
  owner?: ReferenceOwner,
) => unknown;

/** A declared member of an object. */
export interface Field {
  /** The copier of its values. */
  readonly part: PartCopier;
  /** Whether it may be missing. */
  readonly isOptional: boolean;
}

/** The members of an object whose names match a pattern, or all of them. */
export interface KeyedFields {
  /** The pattern of the names; every name without one. */
  readonly like?: TextForm;
  /** The copier of their values. */
  readonly part: PartCopier;
}

/** What values of one part are made of. */
export type Structure =
  | {
    readonly kind: "scalar";
    /** Tells whether a value, which needs no copy, is of the part. */
    readonly fits: (value: unknown) => boolean;
    /** The values, if the part has only these. */
    readonly literals?: readonly unknown[];
  }
  | {
    readonly kind: "instance";
    /** Tells whether only this part can be right for a value. */
    readonly fits: (value: unknown) => boolean;
    /** The kind of its values, if they have members of their own as well. */
    readonly extends?: Exclude<ContainerKind, "object">;
  }
  | ObjectStructure
  | ListStructure
  | {
    readonly kind: "map";
    readonly key: PartCopier;
    readonly value: PartCopier;
  }
  | { readonly kind: "set"; readonly element: PartCopier }
  | UnionStructure
  | {
    readonly kind: "unknown";
    /** Parts of unknown elements or members, by the kind of container. */
    readonly containers: Readonly<Record<ContainerKind, PartCopier>>;
  }
  | {
    readonly kind: "coded";
    readonly type: CodedClass<object, unknown>;
    readonly plain: PartCopier;
  };

/** What an object is made of. */
export interface ObjectStructure {
  readonly kind: "object";
  readonly fields: ReadonlyMap<string, Field>;
  readonly keyed: readonly KeyedFields[];
  /** Whether an object without any member would fit. */
  readonly isOpen: boolean;
  /** Whether values may hold others of their own type. */
  readonly isCyclic: boolean;
}

/** What an array or a tuple is made of. */
export interface ListStructure {
  readonly kind: "list";
  /** The first elements. */
  readonly first: readonly Field[];
  /** The copier of any number of elements after the first. */
  readonly rest: PartCopier | undefined;
  /** The elements after these. */
  readonly last: readonly PartCopier[];
  /** Whether values may hold others of their own type. */
  readonly isCyclic: boolean;
}

/** Variants of a union that one look at a value tells from all others. */
export interface VariantGroup {
  readonly variants: readonly PartCopier[];
  /** Tells whether a value can only be one of these. */
  readonly fits: (value: unknown) => boolean;
}

/** What a union is made of: its variants, by how a value is told. */
export interface UnionStructure {
  readonly kind: "union";
  /** The variants as people read them. */
  readonly expected: string;
  readonly variants: readonly PartCopier[];
  /** Variants whose values need no copy. */
  readonly scalars: readonly VariantGroup[];
  /** Variants that a class tells, in the order of their declaration. */
  readonly classes: readonly VariantGroup[];
  /** Variants that are told by their members. */
  readonly objects: readonly PartCopier[];
  /** Variants that nothing but their copiers tells. */
  readonly opaque: readonly PartCopier[];
  /** Whether a variant has a codec: its values may be plain still. */
  readonly hasCoded: boolean;
}

/** The kinds of container that are judged part by part. */
export type ContainerKind = "list" | "map" | "object" | "set";

/** The structure of one kind. */
export type StructureOf<Kind extends Structure["kind"]> = Extract<
  Structure,
  { kind: Kind }
>;

/** Makes a structure once it is needed: parts may refer to each other. */
type Lazy = Structure | (() => Structure);

const structures = new WeakMap<PartCopier, Lazy>();

/** Notes the structure of a part and returns the part. */
export function describe<Described extends PartCopier>(
  part: Described,
  structure: Lazy,
): Described {
  structures.set(part, structure);
  return part;
}

/** Returns the structure of a part, if it is known. */
export function structureOf(part: PartCopier): Structure | undefined {
  const known = structures.get(part);
  if (typeof known !== "function") return known;
  const made = known();
  structures.set(part, made);
  return made;
}
