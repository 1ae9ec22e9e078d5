/**
 * The code of one file by the types that it is about: what belongs to one type
 * stands together, so that it is read, and can be moved, as one.
 */
export class Units {
  readonly #written = new Map<string, string[]>();
  readonly #waiting: { readonly name: string; emit(): string }[] = [];

  /** Adds code about a type, which may name and so add more. */
  add(name: string, emit: () => string): void {
    if (!this.#written.has(name)) this.#written.set(name, []);
    this.#waiting.push({ name, emit });
  }

  /** Writes all of it, each type in the order of its first mention. */
  emit(): string[] {
    for (let one = this.#waiting.shift(); one; one = this.#waiting.shift()) {
      this.#written.get(one.name)?.push(one.emit());
    }
    return [...this.#written.values()].map((code) => code.join("\n"));
  }
}
