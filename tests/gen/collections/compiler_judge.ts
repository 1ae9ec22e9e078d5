import { Diagnostics } from "../../../cli/gen/diagnostics.ts";
import { ts } from "../../../cli/gen/parse/compiler/compiler.ts";
import { loadProgram } from "../../../cli/gen/parse/compiler/host.ts";
import { FORBIDDEN } from "../../../cli/gen/scan/module_graph.ts";
import { Disk } from "../../../cli/gen/scan/sources.ts";

/** How the compiler is asked about a payload. */
export interface Question {
  /** The declarations that stand before the payloads. */
  readonly head: string;
  /** What is written around the type of the collection. */
  readonly of: (type: string) => string;
  /** A member that every object of a payload has beside its own. */
  readonly mark: string;
}

/** Asks whether the compiler takes a payload. */
export const EXACT: Question = { head: "", of: (type) => type, mark: "" };

/**
 * Asks as the checkers judge where `docs/messages.md` says that they differ: a
 * string enum is the texts of its members, and every object has a member in
 * common with every type.
 */
export const LENIENT: Question = {
  head: "declare const any: unique symbol; " +
    "type Lenient<T> = T extends string " +
    "? string extends T ? T : `${T}` " +
    ": T extends readonly unknown[] ? { [K in keyof T]: Lenient<T[K]> } " +
    ": T extends object " +
    "? { [K in keyof T]: Lenient<T[K]> } & { [any]?: 1 } : T; ",
  of: (type) => `Lenient<${type}>`,
  mark: "[any]: 1",
};

/** A type of a collection that has been copied to a folder. */
export interface CopiedType {
  readonly folder: string;
  readonly type: string;
}

/** Returns the compiler's complaints, by the payload's number. */
export function judge(
  payloads: readonly unknown[],
  { folder, type }: CopiedType,
  { head, of, mark }: Question,
): Map<number, string> {
  const path = `${folder}/payloads.ts`;
  const [root = ""] = type.split(".");
  // A value of a literal type may have more members, as a payload may.
  const lines = payloads.map((one, index) =>
    `declare const v${index}: ${writeType(one, mark)}; take(v${index});\n`
  );
  Deno.writeTextFileSync(
    path,
    `import type { ${root} } from "./types.ts"; ${head}` +
      `declare function take(value: ${of(type)}): void;\n` + lines.join(""),
  );
  const { program } = loadProgram({
    files: [path],
    sources: new Disk(),
    graph: FORBIDDEN,
    folder: folder,
    proxyModule: "./proxy.ts",
    diagnostics: new Diagnostics(),
  });
  const file = program.getSourceFile(path);
  const errors = new Map<number, string>();
  for (const { start, messageText } of program.getSemanticDiagnostics(file)) {
    const { line } = ts.getLineAndCharacterOfPosition(file!, start ?? 0);
    const text = ts.flattenDiagnosticMessageText(messageText, " ");
    errors.set(line - 1, text.replace(/^.*is not assignable to parameter/, ""));
  }
  return errors;
}

/** Writes the type that has a value alone. */
function writeType(value: unknown, mark: string): string {
  if (Array.isArray(value)) {
    return `[${value.map((one) => writeType(one, mark)).join(", ")}]`;
  }
  if (typeof value !== "object" || value === null) {
    return value === undefined ? "undefined" : JSON.stringify(value);
  }
  const members = Object.entries(value).map(([name, member]) =>
    `${JSON.stringify(name)}: ${writeType(member, mark)}`
  );
  return `{ ${[...members, mark].join("; ")} }`;
}
