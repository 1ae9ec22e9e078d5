// Controls (C0, DEL, C1), formats that turn a line around or are not seen,
// line and paragraph separators, lone surrogates. Joiners stay: scripts and
// emoji need them.
const UNSAFE = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;
const EACH_UNSAFE = new RegExp(UNSAFE, "gu");

const SHORT: Readonly<Record<string, string>> = {
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
};

/**
 * Returns a text as one line that commands no terminal and forges no log: each
 * control, bidirectional format and separator is written as its escape.
 */
export function escapeControls(text: string): string {
  return UNSAFE.test(text) ? text.replace(EACH_UNSAFE, escape) : text;
}

/** Whether `escapeControls` changes a text. */
export function hasControls(text: string): boolean {
  return UNSAFE.test(text);
}

/** Returns a text in quotes, as JSON, with what commands a terminal escaped. */
export function quote(text: string): string {
  return writeJson(text);
}

/** Writes JSON that commands no terminal, and means the same. */
export function writeJson(value: unknown, indent?: number): string {
  const text = JSON.stringify(value, null, indent);
  // Line ends outside of strings are those of the indentation.
  return text.replace(
    EACH_UNSAFE,
    (unsafe) => unsafe === "\n" ? unsafe : escapeUnits(unsafe),
  );
}

function escape(character: string): string {
  const short = SHORT[character];
  if (short !== undefined) return short;
  const code = character.codePointAt(0)!.toString(16);
  return code.length <= 2 ? `\\x${code.padStart(2, "0")}` : `\\u{${code}}`;
}

function escapeUnits(character: string): string {
  return character.split("").map((unit) =>
    `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`
  ).join("");
}
