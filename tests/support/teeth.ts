import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { bundleProgram } from "./bundle.ts";

/** A change of a bundle's text: each must find its place, once. */
export type Edit = readonly [found: RegExp, instead: string];

/** Ways to break the core, by what they make it do. */
export type Teeth = Readonly<Record<string, readonly Edit[]>>;

/** What plays a mix with the core that it was bundled with. */
interface Program {
  bite(seeds: number): Promise<{ readonly seed: number } | null>;
}

/** Plays a mix with cores that are broken in the text of its bundle. */
export class Breaker {
  readonly #name: string;
  #bundling: Promise<string> | null = null;

  /** Creates it for a program of `tests/programs/`. */
  constructor(name: string) {
    this.#name = name;
  }

  /** Plays seeds with a core that was changed; returns what is found. */
  async play(edits: readonly Edit[], seeds: number) {
    let text = await (this.#bundling ??= bundleProgram(this.#name));
    for (const [found, instead] of edits) {
      const places = text.match(new RegExp(found, "g")) ?? [];
      const message = `${found} is found elsewhere or not at all`;
      assertEquals(places.length, 1, message);
      text = text.replace(found, instead);
    }
    const folder = await Deno.makeTempDir({ prefix: "backstage_teeth_" });
    try {
      const path = join(folder, "mix.js");
      await Deno.writeTextFile(path, text);
      const program: Program = await import(pathToFileURL(path).href);
      return await program.bite(seeds);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  }
}
