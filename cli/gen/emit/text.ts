/** Writes a string literal. */
export function quote(text: string): string {
  return JSON.stringify(text);
}

/** Writes a property's name, quoted only if it must be. */
export function emitKey(name: string): string {
  return isIdentifier(name) ? name : quote(name);
}

/** Writes the access to a property. */
export function emitAccess(object: string, name: string): string {
  return isIdentifier(name) ? `${object}.${name}` : `${object}[${quote(name)}]`;
}

/** Writes a doc comment, or no text if it has no lines. */
export function emitDoc(lines: readonly string[], indent: string): string {
  const [first, ...rest] = lines;
  if (first === undefined) return "";
  if (rest.length === 0) return `${indent}/** ${first} */\n`;
  const body = lines.map((line) => `${indent} * ${line}`.trimEnd());
  return [`${indent}/**`, ...body, `${indent} */`, ""].join("\n");
}

function isIdentifier(name: string): boolean {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name);
}
