import type { CopierModel } from "../../model/copier_model.ts";

/** The local names that every copier may use. */
const OWN = ["copy", "from", "owner", "step", "value"];

const RESERVED = ("arguments await break case catch class const continue " +
  "debugger default delete do else enum eval export extends false finally " +
  "for function if implements import in instanceof interface let new null " +
  "package private protected public return static super switch this throw " +
  "true try typeof undefined var void while with yield").split(" ");

/** Chooses the names of one file's copiers and constants. */
export class CopierNames {
  readonly #model: CopierModel;
  readonly #taken: Set<string>;
  readonly #counts = new Map<string, number>();
  readonly #containers: Set<string>;
  readonly #constants = new Map<string, string>();
  readonly #used = new Set<string>();

  constructor(model: CopierModel) {
    const members = Object.values(model.types.containers).flatMap((one) =>
      one.kind === "object" ? one.members : []
    );
    const parameters = model.messages.flatMap(({ signatures }) =>
      signatures.flatMap((one) => one.parameters)
    );
    this.#model = model;
    this.#containers = new Set(Object.keys(model.types.containers));
    // Names that a function reads must not hide another function.
    this.#taken = new Set(model.taken);
    for (const { name } of members) this.#taken.add(name);
    for (const { name } of parameters) this.#taken.add(name);
  }

  /** The constants that were named, as code. */
  get constants(): string {
    return [...this.#constants].map(([content, name]) =>
      `const ${name} = ${content};\n`
    ).join("");
  }

  /** Whether an imported name was used. */
  uses(name: string): boolean {
    return this.#used.has(name);
  }

  /** Notes the use of an imported name and returns it. */
  use(name: string): string {
    this.#used.add(name);
    return name;
  }

  /** Returns a name like the given one that nothing else has. */
  choose(name: string): string {
    let chosen = name;
    let count = this.#counts.get(name) ?? 1;
    while (this.#taken.has(chosen)) chosen = `${name}${++count}`;
    this.#counts.set(name, count);
    this.#taken.add(chosen);
    return chosen;
  }

  /** Returns a name like the given one that no container has. */
  nameContainer(name: string): string {
    let chosen = name;
    for (let n = 2; this.#containers.has(chosen); n++) chosen = `${name}${n}`;
    this.#containers.add(chosen);
    return chosen;
  }

  /** Returns the name of a constant; equal constants share one. */
  nameConstant(label: string, content: string): string {
    const known = this.#constants.get(content);
    if (known !== undefined) return known;
    const chosen = this.choose(lower(label));
    this.#constants.set(content, chosen);
    return chosen;
  }

  /**
   * Returns a member's local name, unique among the members read, and none of
   * those that the code around has itself.
   */
  nameLocal(
    name: string,
    among: readonly string[],
    own: readonly string[] = OWN,
  ): string {
    const isName = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name);
    const isTaken = (local: string) =>
      own.includes(local) || RESERVED.includes(local) ||
      this.#model.taken.has(local);
    if (isName && !isTaken(name)) return name;
    const base = isName ? name : "member";
    let n = isName ? 2 : among.indexOf(name) + 1;
    while (among.includes(`${base}${n}`) || isTaken(`${base}${n}`)) {
      n += among.length;
    }
    return `${base}${n}`;
  }
}

/** Returns a name that begins with a small letter. */
export function lower(name: string): string {
  return `${name[0]?.toLowerCase()}${name.slice(1)}`;
}
