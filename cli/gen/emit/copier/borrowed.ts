import { compareText } from "../../diagnostics.ts";
import type { CopierNames } from "./names.ts";
import { emitKey, quote } from "../text.ts";
import { SHAPES_FILE } from "../../model/file_name.ts";

/** What one file imports from the file of shared shapes. */
export class Borrowed {
  readonly #names: CopierNames;
  /** Local names by those that the other file exports. */
  readonly #locals = new Map<string, string>();
  /** The containers whose code is imported. */
  readonly #containers = new Set<string>();

  constructor(names: CopierNames) {
    this.#names = names;
  }

  /** The containers whose code is imported. */
  get containers(): ReadonlySet<string> {
    return this.#containers;
  }

  /** Returns the local name of what is exported for a container. */
  take(exported: string, container: string): string {
    this.#containers.add(container);
    return this.name(exported);
  }

  /** Returns the local name of anything that is exported. */
  name(exported: string): string {
    const known = this.#locals.get(exported);
    if (known !== undefined) return known;
    const chosen = this.#names.choose(exported);
    this.#locals.set(exported, chosen);
    return chosen;
  }

  /** Writes the import of all that was taken. */
  emitImport(): string {
    if (this.#locals.size === 0) return "";
    const list = [...this.#locals].sort(([a], [b]) => compareText(a, b)).map(
      ([exported, local]) =>
        exported === local ? local : `${emitKey(exported)} as ${local}`,
    );
    return `import { ${list.join(", ")} } from ${quote(`./${SHAPES_FILE}`)};\n`;
  }
}
