import type { Code } from "../../diagnostics.ts";

/** Why a module cannot be read, and what would be right. */
export interface Lack {
  readonly code: Extract<Code, "GEN401" | "GEN407" | "GEN408">;
  /** What is wrong, as the rest of a sentence. */
  readonly reason: string;
  readonly hint: string;
}

/** The hint of a warning, with what comes of it meanwhile. */
export function adviseOn(what: string): string {
  return `${what}; until then such values are copied unchecked`;
}

/** A module that is not there. */
export function missing(reason: string, what = "mend the import"): Lack {
  return { code: "GEN401", reason, hint: adviseOn(what) };
}
