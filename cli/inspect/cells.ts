import type { ActorRow } from "../../src/inspector/wire/protocol.ts";

/** Shows a duration. */
export function duration(ms: number | null): string {
  if (ms === null) return "-";
  if (ms < 0.0005) return "0";
  if (ms < 1) return `${Math.max(1, Math.round(ms * 1_000))}us`;
  if (ms < 1_000) return `${ms < 10 ? ms.toFixed(1) : Math.round(ms)}ms`;
  const seconds = ms / 1_000;
  if (seconds < 60) return `${seconds.toFixed(seconds < 10 ? 1 : 0)}s`;
  const minutes = seconds / 60;
  if (minutes < 60) return `${Math.floor(minutes)}m`;
  return `${Math.floor(minutes / 60)}h`;
}

/** Shows a count, or a rate, in few characters. */
export function amount(value: number): string {
  const units = ["", "k", "M", "G", "T"];
  let [rest, unit] = [value, 0];
  while (rest >= 9_999.5 && unit < units.length - 1) {
    rest /= 1_000;
    unit++;
  }
  const isSmall = rest < 10 && !Number.isInteger(rest);
  return `${isSmall ? rest.toFixed(1) : Math.round(rest)}${units[unit]}`;
}

/** Shows bytes. */
export function bytes(value: number): string {
  return `${Math.round(value / 2 ** 20)} MB`;
}

/** Says what an actor does, for how long, and whom it waits for. */
export function stateOf({ state, runningMs, waitsFor }: ActorRow): string {
  const since = runningMs === null ? "" : ` ${duration(runningMs)}`;
  const [wait] = waitsFor;
  if (wait === undefined) return `${state}${since}`;
  const { actor, ms } = wait;
  const others = waitsFor.length > 1 ? ` +${waitsFor.length - 1}` : "";
  const name = `${actor.type}/${actor.id}`;
  return `waits ${duration(ms)} for ${name}${others}`;
}

/** How many columns of a terminal a text takes. */
export function widthOf(text: string): number {
  let width = 0;
  for (const character of text) width += columnsOf(character);
  return width;
}

/** Cuts a text to so many columns, or fills it up. */
export function fit(text: string, width: number, isRight: boolean): string {
  const whole = widthOf(text);
  if (whole <= width) {
    const space = " ".repeat(width - whole);
    return isRight ? space + text : text + space;
  }
  let [cut, used] = ["", 0];
  for (const character of text) {
    const columns = columnsOf(character);
    if (used + columns > width - 1) break;
    cut += character;
    used += columns;
  }
  return `${cut}~${" ".repeat(Math.max(0, width - used - 1))}`;
}

/** Marks and joiners take none, East Asian characters and pictures two. */
function columnsOf(character: string): number {
  const code = character.codePointAt(0)!;
  if (code < 0x300) return 1;
  if (/[\p{M}\p{Cf}]/u.test(character)) return 0;
  const isWide = (code >= 0x1100 && code <= 0x115f) ||
    (code >= 0x2e80 && code <= 0xa4cf) || (code >= 0xac00 && code <= 0xd7a3) ||
    (code >= 0xf900 && code <= 0xfaff) || (code >= 0xfe30 && code <= 0xfe6f) ||
    (code >= 0xff00 && code <= 0xff60) || (code >= 0xffe0 && code <= 0xffe6) ||
    (code >= 0x1f300 && code <= 0x1faff) || code >= 0x20000;
  return isWide ? 2 : 1;
}
