import { quote } from "../../base/escape_controls.ts";

/** The values that a literal type can have. */
export type Literal = string | number | boolean | bigint | null | undefined;

const SHOWN_LITERALS = 8;

/** Writes literals as people read them: `"a", "b" or 5`. */
export function writeLiterals(literals: readonly Literal[]): string {
  const shown = literals.slice(0, SHOWN_LITERALS).map(writeLiteral);
  const more = literals.length - shown.length;
  if (more > 0) return `${shown.join(", ")} or one of ${more} more`;
  const last = shown.pop();
  return shown.length === 0 ? `${last}` : `${shown.join(", ")} or ${last}`;
}

/** Writes one literal as TypeScript writes it. */
export function writeLiteral(literal: Literal): string {
  if (typeof literal === "string") return quote(literal);
  return typeof literal === "bigint" ? `${literal}n` : String(literal);
}
