import { compareText, type Diagnostics, startOf } from "../diagnostics.ts";
import { HEADER } from "../model/header.ts";
import { SHAPES_FILE } from "../model/file_name.ts";
import {
  baseOf,
  fromSpecifier,
  isWithin,
  joinPath,
  toSlashes,
} from "../paths.ts";
import { isGenerated, isSource } from "../scan/scan.ts";

/** One generated file. */
export interface OutputFile {
  readonly name: string;
  readonly code: string;
}

/** The changes that the output folder needs. */
export interface WritePlan {
  /** Files that are absent. */
  readonly missing: readonly OutputFile[];
  /** Files that have another text. */
  readonly stale: readonly OutputFile[];
  /** Files that are up to date. */
  readonly unchanged: readonly string[];
  /** Files of classes that are gone. */
  readonly orphaned: readonly string[];
}

/** The plan of a run that must leave everything alone. */
export const NOTHING: WritePlan = {
  missing: [],
  stale: [],
  unchanged: [],
  orphaned: [],
};

/** The output folder of a run. */
export interface Output {
  /** Its absolute path. */
  readonly folder: string;
  /** Its generated files by name. */
  readonly present: ReadonlyMap<string, string>;
  /** The absolute paths of what is scanned. */
  readonly scanned: readonly string[];
}

/** Compares the generated files with the output folder. */
export function planWrites(
  output: Output,
  files: readonly OutputFile[],
  diagnostics: Diagnostics,
): WritePlan {
  const { folder, present } = output;
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
      !names.has(name) && isOurs(name, code, output)
    ).map(([name]) => name).sort(compareText),
  };
}

/** The plan of a run that finds everything up to date. */
export function keepAll(output: Output): WritePlan {
  const kept = [...output.present].filter(([name, code]) =>
    isOurs(name, code, output)
  );
  return { ...NOTHING, unchanged: kept.map(([name]) => name) };
}

/** Whether a file remains whose source is gone, scanned or not. */
export function hasLost({ folder, present }: Output): boolean {
  return [...present].some(([name, code]) => {
    const source = readSource(name, code, folder);
    return source !== undefined && stateOf(source) === "missing";
  });
}

/**
 * Lists the sources of the proxies in a folder that are not scanned: files
 * that share shapes are written together, or none of them would fit.
 */
export function listOthers(
  { folder, present, scanned }: Output,
  diagnostics: Diagnostics,
): string[] {
  // A file may have been scanned under another name of a folder.
  const roots = [...scanned, ...scanned.map(followLinks)];
  return [...present].flatMap(([name, code]) => {
    const source = readSource(name, code, folder);
    if (source === undefined || isWithinAny(scanned, source)) return [];
    if (isWithinAny(roots, followLinks(source))) return [];
    const state = stateOf(source);
    if (state === "unreadable" && code.includes(`./${SHAPES_FILE}`)) {
      diagnostics.add(
        "GEN101",
        startOf(source),
        `cannot read ${source}: it is not allowed`,
        `allow it, or remove ${name}, which shares shapes with other proxies`,
      );
    }
    return state === "present" && isSource(baseOf(source)) ? [source] : [];
  });
}

/** Whether a file is the output of this run. */
function isOurs(
  name: string,
  code: string,
  { folder, scanned }: Output,
): boolean {
  if (name === SHAPES_FILE) return code.startsWith(HEADER);
  const source = readSource(name, code, folder);
  return source !== undefined &&
    (isWithinAny(scanned, source) || stateOf(source) === "missing");
}

function isWithinAny(roots: readonly string[], path: string): boolean {
  return roots.some((root) => isWithin(root, path));
}

/** Returns the path of the source that a proxy's first line names. */
function readSource(
  name: string,
  code: string,
  folder: string,
): string | undefined {
  if (name === SHAPES_FILE || !code.startsWith(HEADER)) return undefined;
  const [line = ""] = code.slice(HEADER.length).split("\n", 1);
  return fromSpecifier(line.replace(/\.$/, ""), folder);
}

function stateOf(path: string): "present" | "missing" | "unreadable" {
  try {
    Deno.statSync(path);
    return "present";
  } catch (error) {
    // A path that may not be read may exist.
    return error instanceof Deno.errors.NotFound ||
        error instanceof Deno.errors.NotADirectory
      ? "missing"
      : "unreadable";
  }
}

/** Returns the path that a path leads to, if that can be told. */
function followLinks(path: string): string {
  try {
    return toSlashes(Deno.realPathSync(path));
  } catch {
    return path;
  }
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
      .filter(({ name, isFile }) =>
        isFile && (isGenerated(name) || name === SHAPES_FILE)
      )
      .map(({ name }) => name).sort(compareText);
    return new Map(names.map((name) => [name, readCode(folder, name)]));
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) {
      refuseOutput(folder, error, diagnostics);
    }
    return new Map();
  }
}

// A checkout may have other line ends.
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
