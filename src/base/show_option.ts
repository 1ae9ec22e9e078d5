import { quote } from "./escape_controls.ts";

/**
 * Writes a value that is refused, so that a text does not read as a number;
 * what is neither is named by its kind, as it may throw when it is written.
 */
export function showOption(value: unknown): string {
  if (typeof value === "string") return quote(value);
  if (value === null) return "null";
  const kind = typeof value;
  return kind === "object" || kind === "function" ? `(${kind})` : String(value);
}
