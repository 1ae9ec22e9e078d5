import { ts } from "../compiler/compiler.ts";
import type { TextForm } from "../../model/text_form.ts";

const ANY: TextForm = { kind: "string" };

/** Whether a type declares the form of a text. */
export function isTextForm({ flags }: ts.Type): boolean {
  const kinds = ts.TypeFlags.TemplateLiteral | ts.TypeFlags.StringMapping;
  return (flags & kinds) !== 0;
}

/** Reads the form of a text out of its type. */
export function readTextForm(type: ts.Type): TextForm {
  const { flags } = type;
  if (type.isIntersection()) return readEvery(type.types);
  if (flags & ts.TypeFlags.TemplateLiteral) {
    const { texts, types } = type as ts.TemplateLiteralType;
    return { kind: "template", texts, parts: types.map(readTextForm) };
  }
  if (flags & ts.TypeFlags.StringMapping) {
    return readMapped(type as ts.StringMappingType);
  }
  if (flags & ts.TypeFlags.Number) return { kind: "number" };
  return flags & ts.TypeFlags.BigInt ? { kind: "bigint" } : ANY;
}

/** Reads a text of several types; brands declare nothing of its form. */
export function readEvery(types: readonly ts.Type[]): TextForm {
  const forms = types.map(readTextForm).filter(({ kind }) => kind !== ANY.kind);
  const [only = ANY] = forms;
  return forms.length < 2 ? only : { kind: "every", forms };
}

function readMapped(type: ts.StringMappingType): TextForm {
  const mappings: string[] = [];
  let inner: ts.Type = type;
  while (inner.flags & ts.TypeFlags.StringMapping) {
    const mapping: ts.StringMappingType = inner as ts.StringMappingType;
    mappings.unshift(mapping.symbol.name);
    inner = mapping.type;
  }
  return { kind: "mapped", mappings, form: readTextForm(inner) };
}
