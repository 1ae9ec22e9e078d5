import { ts } from "../compiler/compiler.ts";
import { type Diagnostics, startOf } from "../../diagnostics.ts";
import type { Sources } from "../../scan/sources.ts";
import { type Json, toObject } from "./import_map.ts";

/** Reads a `deno.json`, a `package.json` or an import map; reports faults. */
export function readConfig(
  path: string,
  sources: Sources,
  diagnostics: Diagnostics,
): Json | undefined {
  const text = sources.readText(path);
  if (text === undefined) return undefined;
  const { config, error } = ts.parseConfigFileTextToJson(path, text);
  if (error !== undefined) {
    const reason = ts.flattenDiagnosticMessageText(error.messageText, " ");
    diagnostics.add(
      "GEN105",
      startOf(path),
      `cannot read the configuration: ${reason}`,
      "mend the file; comments and trailing commas are fine",
    );
  }
  return toObject(config);
}
