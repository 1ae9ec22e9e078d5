import { ts } from "../compiler/compiler.ts";
import type { ShapeStore } from "../../model/shape_store.ts";
import type { Primitive, Shape } from "../../model/type_model.ts";

/** What a union is made of. */
export interface Parts {
  readonly primitives: readonly Primitive[];
  readonly literals: readonly string[];
  readonly others: readonly ts.Type[];
}

const PRIMITIVES: readonly [flag: ts.TypeFlags, kind: Primitive][] = [
  [ts.TypeFlags.String, "string"],
  [ts.TypeFlags.Number, "number"],
  [ts.TypeFlags.BigInt, "bigint"],
];

/** Sorts the members of a union by what tells them apart. */
export function sortParts(
  types: readonly ts.Type[],
  checker: ts.TypeChecker,
): Parts {
  const primitives = new Set<Primitive>();
  const literals = new Set<string>();
  const others: ts.Type[] = [];
  for (const type of types) {
    const kind = PRIMITIVES.find(([flag]) => type.flags & flag)?.[1];
    const literal = readLiteral(type, checker);
    if (kind !== undefined) primitives.add(kind);
    else if (literal !== undefined) literals.add(literal);
    else others.push(type);
  }
  if (literals.has("true") && literals.has("false")) {
    primitives.add("boolean");
    literals.delete("true");
    literals.delete("false");
  }
  return { primitives: [...primitives], literals: [...literals], others };
}

/**
 * Leaves out the variants that another one takes in: any value but `null` and
 * `undefined`, or any object.
 */
export function absorb(
  variants: readonly Shape[],
  label: string,
  store: ShapeStore,
): readonly Shape[] {
  const isKind = (kind: Shape["kind"]) => (one: Shape) => one.kind === kind;
  const present = variants.find(isKind("present"));
  if (present !== undefined) {
    const absent = variants.filter((one) => one.kind === "literals")
      .flatMap(({ literals }) => literals)
      .filter((one) => one === "null" || one === "undefined");
    return absent.length === 0
      ? [present]
      : [present, store.addLiterals(label, absent)];
  }
  if (!variants.some(isKind("anyObject"))) return variants;
  return variants.filter((one) =>
    isScalar(one, store) || one.kind === "anyObject"
  );
}

function isScalar(shape: Shape, store: ShapeStore): boolean {
  switch (shape.kind) {
    case "error":
    case "instance":
    case "reference":
    case "view":
      return false;
    case "named": {
      // A union within may hold scalars: it is left as it is.
      return store.find(shape.name)?.kind === "union";
    }
    default:
      return true;
  }
}

/** Fewest objects of a union that is a part of another and stays one. */
const MIN_FAMILY = 8;

/**
 * Lists the types of a union; a large union of objects that it was made from
 * is one of them, so that what many unions have in common is read once.
 */
export function listTypes(union: ts.UnionType): readonly ts.Type[] {
  const known = listed.get(union);
  if (known !== undefined) return known;
  const types = findTypes(union);
  listed.set(union, types);
  return types;
}

const listed = new WeakMap<ts.UnionType, readonly ts.Type[]>();

function findTypes(union: ts.UnionType): readonly ts.Type[] {
  // The compiler flattens unions, and remembers what they were made from.
  const { origin } = union as { readonly origin?: ts.Type };
  if (union.types.length < MIN_FAMILY || !origin?.isUnion()) return union.types;
  return origin.types.flatMap((type) =>
    !type.isUnion() ? [type] : isFamily(type) ? [type] : listTypes(type)
  );
}

function isFamily({ types }: ts.UnionType): boolean {
  const isObject = ({ flags }: ts.Type) =>
    (flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection)) !== 0;
  let objects = 0;
  return types.some((type) => isObject(type) && ++objects >= MIN_FAMILY);
}

/** Writes the one value of a type; nothing if it has more. */
export function readLiteral(
  type: ts.Type,
  checker: ts.TypeChecker,
): string | undefined {
  const { flags } = type;
  if (flags & ts.TypeFlags.Null) return "null";
  if (flags & (ts.TypeFlags.Undefined | ts.TypeFlags.Void)) return "undefined";
  if (flags & ts.TypeFlags.BooleanLiteral) return checker.typeToString(type);
  if (!(flags & ts.TypeFlags.Literal) || type.isUnion()) return undefined;
  const { value } = type as ts.LiteralType;
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "object") {
    return `${value.negative ? "-" : ""}${value.base10Value}n`;
  }
  return value === undefined ? undefined : String(value);
}
