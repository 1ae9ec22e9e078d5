import { ts } from "../compiler/compiler.ts";

const TYPES = /@(?:ts|deno)-types\s*=\s*(?:"([^"]+)"|'([^']+)'|(\S+))/i;
const OWN_TYPES = [
  /^\/\/\s*@ts-self-types\s*=\s*["']([^"']+)["']/m,
  /^\/\/\/\s*<reference\s+types\s*=\s*["']([^"']+)["']/m,
];

/** Returns the module of types that a comment above an import names. */
export function readTypesPragma(
  literal: ts.Node,
  file: ts.SourceFile,
): string | undefined {
  const { text } = file;
  // Few files have such a comment, and a file may have many imports.
  if (!text.includes("-types")) return undefined;
  const statement = file.statements.find(({ pos, end }) =>
    pos <= literal.pos && literal.end <= end
  );
  const comments = ts.getLeadingCommentRanges(text, statement?.pos ?? 0);
  const last = comments?.at(-1);
  const found = last && TYPES.exec(text.slice(last.pos, last.end));
  return found?.[1] ?? found?.[2] ?? found?.[3];
}

/** Returns the module of types that a JavaScript file names for itself. */
export function readOwnTypes(text: string): string | undefined {
  const found = OWN_TYPES.map((form) => form.exec(text)?.[1]);
  return found.find((one) => one !== undefined);
}
