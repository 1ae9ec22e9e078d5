import type { Chance } from "../support/chance.ts";

/** From here on, what may be left out is, so that recursion ends. */
export const DEEPEST = 5;

/** A type that knows its own values, apart from what the generator reads. */
export interface Kind {
  /** As TypeScript writes it. */
  readonly text: string;
  /** Makes one of its values, which has nothing that is not declared. */
  make(chance: Chance, depth: number): unknown;
  /** Tells whether a value is one of its own. */
  fits(value: unknown): boolean;
  /** Tells whether an object is of its class, whatever lies in it. */
  takes(value: object): boolean;
}

/** Returns a type whose values are no objects. */
export function scalar(
  text: string,
  values: readonly unknown[],
  fits: (value: unknown) => boolean = (value) => values.includes(value),
): Kind {
  return {
    text,
    make: (chance) => chance.pick(values),
    fits,
    takes: () => false,
  };
}

/** Returns the type of a class's instances. */
export function instance(
  type: abstract new (...parts: never[]) => object,
  make: (chance: Chance) => object,
): Kind {
  const takes = (value: unknown) =>
    typeof value === "object" && value !== null &&
    Object.getPrototypeOf(value) === type.prototype;
  return { text: type.name, make, fits: takes, takes };
}

/** A type that is known by its name only, until it is declared. */
export class NamedKind implements Kind {
  readonly text: string;
  #kind: Kind | undefined;

  constructor(text: string) {
    this.text = text;
  }

  /** Says what the name stands for. */
  declare(kind: Kind): this {
    this.#kind = kind;
    return this;
  }

  make(chance: Chance, depth: number): unknown {
    return this.#known.make(chance, depth);
  }

  fits(value: unknown): boolean {
    return this.#known.fits(value);
  }

  takes(value: object): boolean {
    return this.#known.takes(value);
  }

  get #known(): Kind {
    if (this.#kind === undefined) throw new Error(`no type ${this.text}`);
    return this.#kind;
  }
}
