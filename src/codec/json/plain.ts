import { quote } from "../../base/escape_controls.ts";

/** What JSON can hold. */
export type Plain =
  | null
  | boolean
  | number
  | string
  | readonly Plain[]
  | PlainObject;

/** An object that JSON can hold. */
export interface PlainObject {
  readonly [name: string]: Plain;
}

/** Tells an object from everything else that JSON can hold. */
export function isPlainObject(plain: Plain): plain is PlainObject {
  return typeof plain === "object" && plain !== null && !Array.isArray(plain);
}

/** What a text in one line is laid out with. */
interface Layout {
  /** How many columns a line should have at most. */
  readonly columns: number;
  /** How far lines are indented that are not the first. */
  readonly indent: string;
}

/**
 * Writes what JSON can hold as JSON that people read: what fits into a line
 * takes one, and nothing in it commands a terminal.
 */
export function layOutPlain(plain: Plain, columns: number): string {
  return layOut(plain, { columns, indent: "" });
}

function layOut(plain: Plain, { columns, indent }: Layout): string {
  if (typeof plain !== "object" || plain === null) return writeLeaf(plain);
  const within = { columns, indent: `${indent}  ` };
  if (!isPlainObject(plain)) {
    const items = plain.map((item) => layOut(item, within));
    return enclose(items, ["[", "]"], { columns, indent });
  }
  const members = Object.entries(plain).map(([name, value]) =>
    `${quote(name)}: ${layOut(value, within)}`
  );
  return enclose(members, ["{", "}"], { columns, indent });
}

function enclose(
  parts: readonly string[],
  [open, close]: readonly [string, string],
  { columns, indent }: Layout,
): string {
  if (parts.length === 0) return `${open}${close}`;
  const gap = open === "{" ? " " : "";
  const isFlat = parts.every((part) => !part.includes("\n"));
  const length = parts.reduce((sum, part) => sum + part.length + 2, 2);
  if (isFlat && indent.length + length <= columns) {
    return `${open}${gap}${parts.join(", ")}${gap}${close}`;
  }
  const lines = parts.map((part) => `${indent}  ${part}`).join(",\n");
  return `${open}\n${lines}\n${indent}${close}`;
}

function writeLeaf(leaf: null | boolean | number | string): string {
  return typeof leaf === "string" ? quote(leaf) : JSON.stringify(leaf);
}
