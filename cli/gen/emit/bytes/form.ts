/**
 * How values of a shape are written and read: by a codec of a name; by the
 * method of one name that a writer, a reader and the module of codecs all have,
 * with these further arguments; or by way of the copies of a copier.
 */
export type Form =
  | { readonly codec: string }
  | { readonly method: string; readonly given: readonly string[] }
  | { copier(): string };

/** Returns the form of a shape that has methods. */
export function by(method: string, ...given: readonly string[]): Form {
  return { method, given };
}

/** Writes the expression that writes a value; `to` may move to a key first. */
export function emitWrite(form: Form, value: string, to: string): string {
  if ("codec" in form) return `${form.codec}.write(${value}, ${to})`;
  const { method, given } = methodOf(form);
  return `${to}.${method}(${[value, ...given].join(", ")})`;
}

/** Writes the expression that reads a value. */
export function emitRead(form: Form, from: string): string {
  if ("codec" in form) return `${form.codec}.read(${from})`;
  const { method, given } = methodOf(form);
  return `${from}.${method}(${given.join(", ")})`;
}

/** Writes the expression whose value is the codec of a shape. */
export function emitCodec(form: Form, of: { readonly bytes: string }): string {
  // The name of the codecs is imported where it is asked for.
  if ("codec" in form) return form.codec;
  const { method, given } = methodOf(form);
  const call = given.length === 0 ? "" : `(${given.join(", ")})`;
  return `${of.bytes}.${method}${call}`;
}

function methodOf(form: Exclude<Form, { readonly codec: string }>) {
  return "copier" in form ? { method: "copied", given: [form.copier()] } : form;
}
