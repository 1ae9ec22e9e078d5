import type { Ancestry } from "./growth.ts";
import type { Place } from "../../diagnostics.ts";

/** The way from a message's root to one part of its type. */
export interface Trail {
  /** The way as a reader follows it: `.items[].onChange`. */
  readonly path: string;
  /** What a type without a name is called there. */
  readonly label: string;
  /** The types on the way, the innermost first. */
  readonly above: Ancestry | undefined;
  /** Where the part is declared, as far as is known. */
  readonly place: Place;
}

/** What a message is made of: a parameter or the result. */
export interface Root {
  /** The class and the method that it belongs to. */
  readonly method: string;
  readonly name: string;
  /** The name of its type, if it has one. */
  readonly typeName: string | undefined;
}

/** Names a place in a type: `order: Order.items[].onChange`. */
export function formatTrail({ name, typeName }: Root, path: string): string {
  if (path === "" || typeName === undefined) return `${name}${path}`;
  return `${name}: ${typeName}${path}`;
}

/** Returns the path of a member. */
export function memberPath(path: string, name: string): string {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name)
    ? `${path}.${name}`
    : `${path}[${JSON.stringify(name)}]`;
}
