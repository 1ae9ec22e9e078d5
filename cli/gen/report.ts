import { escapeControls, writeJson } from "../../src/base/escape_controls.ts";
import {
  compareText,
  type Diagnostic,
  formatDiagnostic,
  severityOf,
} from "./diagnostics.ts";
import type { GenerateResult } from "./generate.ts";
import { SHAPES_FILE } from "./model/file_name.ts";
import { joinPath, shortPath } from "./paths.ts";
import { countChanges } from "./write/write.ts";

/** How to report. */
export interface ReportStyle {
  readonly isCheck: boolean;
  readonly isJson: boolean;
  readonly isQuiet: boolean;
  /** Whether problems are shown where colours are. */
  readonly isColoured: boolean;
  /** The folder that paths are shown from. */
  readonly here: string;
}

/** The output and the exit code of a run. */
export interface Report {
  readonly out: string;
  readonly error: string;
  readonly exitCode: number;
}

/** Puts the result of a run into words. */
export function formatReport(
  result: GenerateResult,
  style: ReportStyle,
): Report {
  const isStale = style.isCheck && countChanges(result.plan) > 0;
  const exitCode = result.isRefused || isStale ? 1 : 0;
  const diagnostics = result.diagnostics.map((one) => shorten(one, style.here));
  if (style.isJson) {
    const document = writeJson(toJson(result, diagnostics, style));
    return { out: `${document}\n`, error: "", exitCode };
  }
  // A quiet run reports problems, and a check's finding is one.
  const changes = style.isCheck || !style.isQuiet
    ? listChanges(result, style)
    : [];
  const lines = style.isQuiet
    ? changes
    : [...changes, summarise(result, style)];
  return {
    out: join(lines.map(escapeControls)),
    error: join(diagnostics.map((one) => formatProblem(one, style))),
    exitCode,
  };
}

function join(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join("");
}

function shorten(diagnostic: Diagnostic, here: string): Diagnostic {
  const { place, message, hint } = diagnostic;
  return {
    ...diagnostic,
    place: { ...place, path: shortPath(here, place.path) },
    message: message.replaceAll(`${here}/`, ""),
    hint: hint.replaceAll(`${here}/`, ""),
  };
}

interface PlanNames {
  readonly missing: readonly string[];
  readonly stale: readonly string[];
  readonly unchanged: readonly string[];
  readonly orphaned: readonly string[];
}

function namePlan(
  { folder, plan }: GenerateResult,
  { here }: ReportStyle,
): PlanNames {
  const name = (file: string) => shortPath(here, joinPath(folder, file));
  return {
    missing: plan.missing.map((file) => name(file.name)),
    stale: plan.stale.map((file) => name(file.name)),
    unchanged: plan.unchanged.map(name),
    orphaned: plan.orphaned.map(name),
  };
}

function toJson(
  result: GenerateResult,
  diagnostics: readonly Diagnostic[],
  style: ReportStyle,
): object {
  const { missing, stale, unchanged, orphaned } = namePlan(result, style);
  const problems = diagnostics.map((one) => ({
    code: one.code,
    severity: severityOf(one),
    file: one.place.path,
    line: one.place.line,
    column: one.place.column,
    message: one.message,
    hint: one.hint,
  }));
  if (style.isCheck) {
    return { stale, missing, orphaned, unchanged, diagnostics: problems };
  }
  const written = [...missing, ...stale].sort(compareText);
  return { written, unchanged, removed: orphaned, diagnostics: problems };
}

function listChanges(result: GenerateResult, style: ReportStyle): string[] {
  const { missing, stale, orphaned } = namePlan(result, style);
  const list = (names: readonly string[], done: string, found: string) =>
    names.map((name) => `${style.isCheck ? found : done} ${name}`);
  return [
    ...list(missing, "wrote", "missing"),
    ...list(stale, "wrote", "stale"),
    ...list(orphaned, "removed", "orphaned"),
  ];
}

function summarise(result: GenerateResult, { isCheck }: ReportStyle): string {
  const { plan, isRefused } = result;
  if (isRefused) return "Nothing was written.";
  const { missing, stale, unchanged, orphaned } = plan;
  const names = [
    ...[...missing, ...stale].map(({ name }) => name),
    ...unchanged,
  ];
  const total = names.filter((name) => name !== SHAPES_FILE).length;
  const changes = countChanges(plan);
  if (changes > 0 && isCheck) return "Not up to date: run the generator.";
  if (total === 0 && changes === 0) {
    return "No class is marked with // @generate-proxy.";
  }
  const proxies = total === 1 ? "1 proxy" : `${total} proxies`;
  if (changes === 0) return `Up to date: ${proxies}.`;
  const counts: [count: number, what: string][] = [
    [missing.length + stale.length, "written"],
    [unchanged.length, "unchanged"],
    [orphaned.length, "removed"],
  ];
  const said = counts.filter(([count]) => count > 0)
    .map(([count, what]) => `${count} ${what}`);
  return `${said.join(", ")}.`;
}

function formatProblem(diagnostic: Diagnostic, style: ReportStyle): string {
  const text = escapeControls(formatDiagnostic(diagnostic));
  if (!style.isColoured) return text;
  const { code } = diagnostic;
  const colour = severityOf(diagnostic) === "error" ? 31 : 33;
  return text.replace(` ${code} `, ` \x1b[${colour}m${code}\x1b[0m `);
}
