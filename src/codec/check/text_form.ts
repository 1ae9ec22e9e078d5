/** The form of a text, as a template literal type declares it. */
export interface TextForm {
  /** The form as TypeScript writes it. */
  readonly source: string;
  /** Tells whether a text has the form. */
  test(text: string): boolean;
}

/** The form of any text. */
export const string: TextForm = { source: "string", test: () => true };

/** The form of a text that reads as a finite number. */
export const number: TextForm = {
  source: "number",
  test: (text) => text !== "" && Number.isFinite(Number(text)),
};

const BIGINT = /^-?(?:0|[1-9]\d*|0[xX][\dA-Fa-f]+|0[bB][01]+|0[oO][0-7]+)$/;

/** The form of a text that reads as a bigint. */
export const bigint: TextForm = {
  source: "bigint",
  test: (text) => BIGINT.test(text),
};

/** The form of an index: the name that a number has as a member's. */
export const index: TextForm = {
  source: "number",
  test: (text) => String(Number(text)) === text,
};

/**
 * Returns the form of texts between which parts stand: one text more than
 * parts.
 *
 * A part ends where the next text begins for the first time, and is a single
 * character where that text is empty; the last part takes what is left. That
 * is what TypeScript decides by, and nothing is ever read twice.
 */
export function template(
  texts: readonly string[],
  ...parts: readonly TextForm[]
): TextForm {
  return {
    source: writeTemplate(texts, parts),
    test: (text) => fitsTemplate(text, texts, parts),
  };
}

function fitsTemplate(
  text: string,
  texts: readonly string[],
  parts: readonly TextForm[],
): boolean {
  const first = texts[0] ?? "";
  const last = texts[parts.length] ?? "";
  const end = text.length - last.length;
  if (end < first.length) return false;
  if (!text.startsWith(first) || !text.endsWith(last)) return false;
  let from = first.length;
  for (const [at, part] of parts.entries()) {
    const next = at === parts.length - 1 ? "" : texts[at + 1] ?? "";
    const to = findEnd(text, from, end, next, at === parts.length - 1);
    if (to < from || to + next.length > end) return false;
    if (part !== string && !part.test(text.slice(from, to))) return false;
    from = to + next.length;
  }
  return parts.length > 0 || from === end;
}

/** Finds where a part ends; before its start if it cannot end. */
function findEnd(
  text: string,
  from: number,
  end: number,
  next: string,
  isLast: boolean,
): number {
  if (isLast) return end;
  return next === "" ? from + 1 : text.indexOf(next, from);
}

/** A type of TypeScript that maps the letters of a text. */
export type LetterMapping =
  | "Capitalize"
  | "Lowercase"
  | "Uncapitalize"
  | "Uppercase";

const MAPPINGS: Readonly<Record<LetterMapping, (text: string) => string>> = {
  Capitalize: (text) => text.charAt(0).toUpperCase() + text.slice(1),
  Lowercase: (text) => text.toLowerCase(),
  Uncapitalize: (text) => text.charAt(0).toLowerCase() + text.slice(1),
  Uppercase: (text) => text.toUpperCase(),
};

/** Returns the form of texts that mappings, in this order, do not change. */
export function mapped(
  form: TextForm,
  ...mappings: readonly LetterMapping[]
): TextForm {
  return {
    source: mappings.reduce((inner, name) => `${name}<${inner}>`, form.source),
    test(text) {
      const whole = mappings.reduce((part, name) => MAPPINGS[name](part), text);
      return whole === text && form.test(text);
    },
  };
}

/** Returns the form of texts that have all of several forms. */
export function every(...forms: readonly TextForm[]): TextForm {
  return {
    source: forms.map(({ source }) => source).join(" & "),
    test: (text) => forms.every((form) => form.test(text)),
  };
}

function writeTemplate(
  texts: readonly string[],
  parts: readonly TextForm[],
): string {
  const escaped = texts.map((text) => text.replace(/[`\\]|\$\{/g, "\\$&"));
  const written = escaped.map((text, at) => {
    const part = parts[at];
    return part === undefined ? text : `${text}\${${part.source}}`;
  });
  return `\`${written.join("")}\``;
}
