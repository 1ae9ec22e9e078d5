import { ts } from "../compiler/compiler.ts";

const NUMBER = String
  .raw`[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|0[xX][\dA-Fa-f]+` +
  String.raw`|0[bB][01]+|0[oO][0-7]+`;
const BIGINT = String.raw`-?(?:\d+|0[xX][\dA-Fa-f]+|0[bB][01]+|0[oO][0-7]+)`;

/** The names of members that a number as an index leads to. */
export const NUMBER_KEYS = `^(?:${NUMBER})$`;

/** Returns the form of a template literal type as a regular expression. */
export function readPattern(type: ts.TemplateLiteralType): string {
  const { texts, types } = type;
  const parts = texts.map((text, index) => {
    const placeholder = types[index];
    const form = placeholder === undefined ? "" : readPlaceholder(placeholder);
    return `${escapeText(text)}${form}`;
  });
  return `^${parts.join("")}$`;
}

function readPlaceholder({ flags }: ts.Type): string {
  if (flags & ts.TypeFlags.Number) return `(?:${NUMBER})`;
  if (flags & ts.TypeFlags.BigInt) return BIGINT;
  return "[^]*";
}

/** Writes text so that a literal regular expression has it for itself. */
function escapeText(text: string): string {
  return text.replace(
    /[\^$\\.*+?()[\]{}|/]|[^\x21-\x7e]/g,
    (one) =>
      /[\x21-\x7e]/.test(one)
        ? `\\${one}`
        : `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
