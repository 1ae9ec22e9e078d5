/** Names the containers of one actor's types, each name once. */
export class ShapeNames {
  readonly #taken = new Set<string>();

  /** Returns a name like the one that is asked for. */
  take(label: string): string {
    const base = toName(label);
    let name = base;
    for (let n = 2; this.#taken.has(name.toLowerCase()); n++) {
      name = `${base}${n}`;
    }
    // `copyOrder` and `copyORDER` would be hard to tell apart.
    this.#taken.add(name.toLowerCase());
    return name;
  }

  /** Gives a name back that nothing has after all. */
  release(name: string): void {
    this.#taken.delete(name.toLowerCase());
  }
}

/** Names many of what has a name: `Items`, `Entries`, `Boxes`. */
export function pluralise(name: string): string {
  if (/(?:s|x|z|ch|sh)$/i.test(name)) return `${name}List`;
  return /[^aeiou]y$/i.test(name) ? `${name.slice(0, -1)}ies` : `${name}s`;
}

/** Names one of what is named as many. */
export function singularise(name: string): string {
  if (/[^aeiou]ies$/.test(name)) return `${name.slice(0, -3)}y`;
  return /[^s]s$/.test(name) ? name.slice(0, -1) : `${name}Item`;
}

/** Joins what names a thing to the name of a part of it. */
export function joinNames(name: string, part: string): string {
  return `${name === "" ? "" : toName(name)}${toName(part)}`;
}

/** Makes the middle of an identifier of any text: `OrderItems`. */
function toName(text: string): string {
  const words = text.split(/[^\p{ID_Continue}$]+/u).filter((word) => word);
  return words.map((word) => word[0]?.toUpperCase() + word.slice(1)).join("") ||
    "Value";
}
