import { emitKey, quote } from "./text.ts";
import type { ImportedName, ImportModel } from "../model/imports.ts";

const RUNTIME_TYPES: ReadonlySet<string> = new Set(["ReferenceOwner", "Step"]);

/** Writes the imports from one module; `isUsed` tells what copiers need. */
export function emitImports(
  { specifier, names: all }: ImportModel,
  isUsed: (local: string) => boolean,
): string[] {
  const names = all.flatMap((one) => {
    if (!isUsed(one.local)) return one.isForCopiers ? [] : [one];
    return RUNTIME_TYPES.has(one.name) ? [one] : [{ ...one, isType: false }];
  });
  if (names.length === 0) return [];
  const named = names.filter(({ name }) => name !== "*" && name !== "default");
  const alone = names.filter(({ name }) => name === "*" || name === "default");
  const lines = alone.map((one) => {
    const what = one.name === "*" ? `* as ${one.local}` : one.local;
    return emitImport(what, specifier, one.isType);
  });
  if (named.length === 0) return lines;
  // One `import type` reads better than a `type` before every name.
  const isType = named.every((one) => one.isType);
  const list = named.map((one) => emitName(one, isType)).join(", ");
  return [...lines, emitImport(`{ ${list} }`, specifier, isType)];
}

function emitImport(what: string, from: string, isType: boolean): string {
  return `import ${isType ? "type " : ""}${what} from ${quote(from)};\n`;
}

function emitName(imported: ImportedName, isAllTypes: boolean): string {
  const { name, local, isType } = imported;
  const exported = emitKey(name);
  const renamed = name === local ? name : `${exported} as ${local}`;
  return isType && !isAllTypes ? `type ${renamed}` : renamed;
}
