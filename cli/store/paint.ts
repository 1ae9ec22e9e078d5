import type { Shell } from "./shell.ts";

/** What a terminal calls its looks. */
export const BOLD = 1;
export const RED = 31;
export const YELLOW = 33;

/** Colours a text, where colours are shown. */
export function paint(
  text: string,
  look: number,
  { isColoured }: Pick<Shell, "isColoured">,
): string {
  return isColoured ? `\x1b[${look}m${text}\x1b[0m` : text;
}
