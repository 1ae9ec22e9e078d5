import type { CopierNames } from "./names.ts";

/** One declaration about a type. */
export interface Declaration {
  /** Tells it from others; the same one is written once. */
  readonly key: string;
  /** The name of the type. */
  readonly type: string;
  /** A name like the one that it gets. */
  readonly label: string;
  /** Writes it, which may name and so add others. */
  emit(name: string): string;
}

/**
 * The code of one file by the types that it is about: what belongs to one type
 * stands together, so that it is read, and can be moved, as one.
 */
export class Units {
  readonly #names: CopierNames;
  readonly #known = new Map<string, string>();
  readonly #written = new Map<string, string[]>();
  readonly #waiting: (() => void)[] = [];
  /** The types of those declarations that other files import. */
  readonly #lent = new Map<string, string>();

  constructor(names: CopierNames) {
    this.#names = names;
  }

  /** Returns the name of a declaration, which is written later. */
  name({ key, type, label, emit }: Declaration): string {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const name = this.#names.choose(label);
    const code = this.#written.get(type) ?? [];
    this.#known.set(key, name);
    this.#written.set(type, code);
    this.#waiting.push(() => {
      const declared = emit(name);
      code.push(this.isLent(name) ? `export ${declared}` : declared);
    });
    return name;
  }

  /** Lets other files import a declaration about a type. */
  lend(name: string, type: string): void {
    this.#lent.set(name, type);
  }

  /** Whether other files import a declaration. */
  isLent(name: string): boolean {
    return this.#lent.has(name);
  }

  /** The types whose declarations other files import. */
  get lentTypes(): ReadonlySet<string> {
    return new Set(this.#lent.values());
  }

  /** Returns the name of a declaration, if it has been asked for. */
  find(key: string): string | undefined {
    return this.#known.get(key);
  }

  /** Writes all of it, each type in the order of its first mention. */
  emit(): string[] {
    for (let one = this.#waiting.shift(); one; one = this.#waiting.shift()) {
      one();
    }
    return [...this.#written.values()].map((code) => code.join("\n"));
  }
}
