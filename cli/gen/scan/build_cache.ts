import { createHash } from "node:crypto";
import { GENERATION } from "../../../src/base/version.ts";
import { folderOf, toPath } from "../paths.ts";
import { hashFolder, hashTexts, type Sources } from "./sources.ts";

/** The input of a run beside the files that it reads. */
export interface Situation {
  /** The absolute path of the output folder. */
  readonly folder: string;
  /** The specifier by which generated files import the library. */
  readonly library: string;
  /** Whether more problems are looked for. */
  readonly isStrict: boolean;
  /** The files that may have markers. */
  readonly files: readonly string[];
  /** The generated files as they are now. */
  readonly present: ReadonlyMap<string, string>;
}

/** Storage for memories; a part of the web's `Storage`. */
export interface MemoryStore {
  getItem(key: string): string | null;
  setItem(key: string, text: string): void;
}

interface Entry {
  readonly folder: string;
  readonly asked: readonly string[];
  readonly digest: string;
}

const KEY = "backstage.generator";
/** The folder of the generator's own files, if they are on this disk. */
const HOME = import.meta.dirname && folderOf(toPath(import.meta.dirname));
const MAX_ENTRIES = 8;

/**
 * Remembers runs after which everything was up to date.
 *
 * A run is a function of its input: while every file that it read, and every
 * file that it wrote, has the same text, it need not be repeated.
 * Kept outside the project, because a hash in the generated files would
 * change them whenever a method's body changes.
 */
export class Memory {
  readonly #store: MemoryStore | null;

  constructor(store: MemoryStore | null) {
    this.#store = store;
  }

  /**
   * Returns the paths that the last run read if its input is unchanged.
   */
  recall(
    situation: Situation,
    sources: Sources,
  ): readonly string[] | undefined {
    const { folder } = situation;
    const entry = this.#load().find((one) => one.folder === folder);
    return entry?.digest === digest(situation, entry?.asked ?? [], sources)
      ? entry.asked
      : undefined;
  }

  /** Notes that the output is up to date with its input. */
  note(
    situation: Situation,
    asked: readonly string[],
    sources: Sources,
  ): void {
    const { folder } = situation;
    const entry = { folder, asked, digest: digest(situation, asked, sources) };
    const others = this.#load().filter((other) => other.folder !== folder);
    const entries = [entry, ...others].slice(0, MAX_ENTRIES);
    try {
      this.#store?.setItem(KEY, JSON.stringify(entries));
    } catch {
      // Without the entry the next run only takes longer.
    }
  }

  #load(): Entry[] {
    try {
      const entries: unknown = JSON.parse(this.#store?.getItem(KEY) ?? "[]");
      return Array.isArray(entries) ? entries.filter(isEntry) : [];
    } catch {
      return [];
    }
  }
}

function isEntry(value: unknown): value is Entry {
  return typeof value === "object" && value !== null && "folder" in value &&
    "digest" in value && "asked" in value && Array.isArray(value.asked);
}

/** Opens the store that Deno keeps for a program; there may be none. */
export function openStore(): MemoryStore | null {
  try {
    return globalThis.localStorage;
  } catch {
    // Without a store every run takes the long way.
    return null;
  }
}

function digest(
  situation: Situation,
  asked: readonly string[],
  sources: Sources,
): string {
  const { folder, library, isStrict, files, present } = situation;
  // A published generator is named by its URL, one on disk by its text.
  const self = hashFolder(HOME) ?? import.meta.url;
  const outside = [self, GENERATION, folder, library, isStrict, files];
  return createHash("sha256")
    .update(JSON.stringify([...outside, [...present], asked]))
    .update(hashTexts(sources, asked))
    .digest("hex");
}
