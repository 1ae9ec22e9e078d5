/** Names the containers of one actor's types, each name once. */
export class ShapeNames {
  readonly #taken = new Set<string>();
  /** The last number that each name was given. */
  readonly #counts = new Map<string, number>();
  /** What was asked for where each name was given. */
  readonly #bases = new Map<string, string>();
  /** Names that were given and are free again. */
  readonly #free = new Map<string, string[]>();

  /** Returns a name like the one that is asked for. */
  take(label: string): string {
    const base = toName(label);
    let name = this.#free.get(base)?.pop() ?? base;
    let count = this.#counts.get(base) ?? 1;
    while (this.#taken.has(name.toLowerCase())) name = `${base}${++count}`;
    this.#counts.set(base, count);
    this.#bases.set(name, base);
    // `copyOrder` and `copyORDER` would be hard to tell apart.
    this.#taken.add(name.toLowerCase());
    return name;
  }

  /** Frees a name that no container has after all. */
  release(name: string): void {
    this.#taken.delete(name.toLowerCase());
    const base = this.#bases.get(name) ?? name;
    const free = this.#free.get(base);
    if (free === undefined) this.#free.set(base, [name]);
    else free.push(name);
  }
}

/** Returns the plural of a name: `Items`, `Entries`, `BoxList`. */
export function pluralise(name: string): string {
  if (/(?:s|x|z|ch|sh)$/i.test(name)) return `${name}List`;
  return /[^aeiou]y$/i.test(name) ? `${name.slice(0, -1)}ies` : `${name}s`;
}

/** Returns the singular of a name. */
export function singularise(name: string): string {
  if (/[^aeiou]ies$/.test(name)) return `${name.slice(0, -3)}y`;
  return /[^s]s$/.test(name) ? name.slice(0, -1) : `${name}Item`;
}

/** Joins the name of a container and the name of its part. */
export function joinNames(name: string, part: string): string {
  return `${name === "" ? "" : toName(name)}${toName(part)}`;
}

/** Turns any text into the middle of an identifier: `OrderItems`. */
function toName(text: string): string {
  if (/^[A-Z][\w$]*$/.test(text)) return text;
  const words = text.split(/[^\p{ID_Continue}$]+/u).filter((word) => word);
  return words.map((word) => word[0]?.toUpperCase() + word.slice(1)).join("") ||
    "Value";
}
