import { ts } from "../compiler/compiler.ts";
import type { Primitive } from "../../model/type_model.ts";

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
