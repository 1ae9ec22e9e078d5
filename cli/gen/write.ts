import { compareText, type Diagnostics, startOf } from "./diagnostics.ts";
import { HEADER } from "./emit.ts";
import { joinPath } from "./paths.ts";
import { isGenerated } from "./scan.ts";

/** One generated file. */
export interface OutputFile {
  readonly name: string;
  readonly code: string;
}

/** What must happen in the output folder; names of files. */
export interface WritePlan {
  /** What is not there yet. */
  readonly missing: readonly OutputFile[];
  /** What is there with another text. */
  readonly stale: readonly OutputFile[];
  /** What is there as it should be. */
  readonly unchanged: readonly string[];
  /** What was generated once from a class that is gone. */
  readonly orphaned: readonly string[];
}

/** The plan of a run that must leave everything alone. */
export const NOTHING: WritePlan = {
  missing: [],
  stale: [],
  unchanged: [],
  orphaned: [],
};

/** Compares the generated files with the output folder. */
export function planWrites(
  folder: string,
  files: readonly OutputFile[],
  present: ReadonlyMap<string, string>,
  diagnostics: Diagnostics,
): WritePlan {
  const missing = files.filter(({ name }) => !present.has(name));
  const kept = files.filter(({ name }) => present.has(name));
  for (const { name } of kept) {
    if (present.get(name)?.startsWith(HEADER)) continue;
    diagnostics.add(
      "GEN104",
      startOf(joinPath(folder, name)),
      `cannot overwrite ${name}: the generator did not write it`,
      "move that file away, or choose another output folder",
    );
  }
  const names = new Set(files.map(({ name }) => name));
  return {
    missing,
    stale: kept.filter(({ name, code }) => present.get(name) !== code),
    unchanged: kept.filter(({ name, code }) => present.get(name) === code)
      .map(({ name }) => name),
    orphaned: [...present].filter(([name, code]) =>
      !names.has(name) && code.startsWith(HEADER)
    ).map(([name]) => name).sort(compareText),
  };
}

/** The plan of a run that finds everything up to date. */
export function keepAll(present: ReadonlyMap<string, string>): WritePlan {
  const own = [...present].filter(([, code]) => code.startsWith(HEADER));
  const unchanged = own.map(([name]) => name);
  return { ...NOTHING, unchanged };
}

/** Counts the files that are not as they should be. */
export function countChanges(plan: WritePlan): number {
  return plan.missing.length + plan.stale.length + plan.orphaned.length;
}

/** Reads the generated files of a folder; there is none yet if it is new. */
export function readOutput(
  folder: string,
  diagnostics: Diagnostics,
): Map<string, string> {
  try {
    const names = [...Deno.readDirSync(folder)]
      .filter(({ name, isFile }) => isFile && isGenerated(name))
      .map(({ name }) => name).sort(compareText);
    return new Map(names.map((name) => [name, readCode(folder, name)]));
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) {
      refuseOutput(folder, error, diagnostics);
    }
    return new Map();
  }
}

// A checkout with other line ends is no change of ours.
function readCode(folder: string, name: string): string {
  return Deno.readTextFileSync(joinPath(folder, name)).replaceAll("\r\n", "\n");
}

/**
 * Carries a plan out: every text is on the disk before the first file is
 * replaced, so that whatever fails, no file is half written.
 */
export function write(
  folder: string,
  plan: WritePlan,
  diagnostics: Diagnostics,
): void {
  const files = [...plan.missing, ...plan.stale];
  try {
    if (files.length > 0) Deno.mkdirSync(folder, { recursive: true });
    replaceFiles(folder, files);
    for (const name of plan.orphaned) remove(joinPath(folder, name));
  } catch (error) {
    refuseOutput(folder, error, diagnostics);
  }
}

function replaceFiles(folder: string, files: readonly OutputFile[]): void {
  const written: string[] = [];
  // Another process may be writing the same files.
  const nameTemporary = (name: string) =>
    joinPath(folder, `.${name}.${Deno.pid}.tmp`);
  try {
    for (const { name, code } of files) {
      written.push(nameTemporary(name));
      Deno.writeTextFileSync(nameTemporary(name), code);
    }
    for (const { name } of files) {
      Deno.renameSync(nameTemporary(name), joinPath(folder, name));
      written.shift();
    }
  } finally {
    for (const path of written) removeLeftover(path);
  }
}

function remove(path: string): void {
  try {
    Deno.removeSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

function removeLeftover(path: string): void {
  try {
    Deno.removeSync(path);
  } catch {
    // It was never made, or the folder is lost; the first error counts.
  }
}

function refuseOutput(
  folder: string,
  error: unknown,
  diagnostics: Diagnostics,
): void {
  const reason = error instanceof Deno.errors.NotADirectory ||
      error instanceof Deno.errors.AlreadyExists
    ? "it is no folder"
    : error instanceof Error
    ? error.message
    : String(error);
  diagnostics.add(
    "GEN102",
    startOf(folder),
    `cannot write to ${folder}: ${reason}`,
    "name a folder that is writable or can be made",
  );
}
