/** The text in place of a figure that is not known. */
export const NOTHING = "–";

const MAX_TITLE_LENGTH = 1_000;
const SUFFIXES = ["", "k", "M", "G", "T"];
const UNITS = ["B", "kB", "MB", "GB", "TB"];

/** Formats a whole number with thin groups: `12 345`. */
export function formatCount(count: number): string {
  return String(Math.round(count)).replace(/\B(?=(?:\d{3})+$)/g, "\u202f");
}

/** Says how many there are of a thing: `1 restart`, `7 restarts`. */
export function countOf(count: number, thing: string): string {
  return `${formatCount(count)} ${thing}${count === 1 ? "" : "s"}`;
}

/** Formats a number in at most five characters: `12.3k`. */
export function formatShort(value: number): string {
  const [digits, suffix] = scale(value, SUFFIXES, 1_000);
  return digits + suffix;
}

/** Formats a rate, whose small values matter: `0.25`, `12.3k`. */
export function formatRate(perSecond: number): string {
  if (perSecond === 0) return "0";
  if (perSecond < 0.01) return "<0.01";
  if (perSecond < 10) return String(Number(perSecond.toFixed(2)));
  return formatShort(perSecond);
}

export function formatBytes(bytes: number): string {
  const [digits, unit] = scale(bytes, UNITS, 1_000);
  return `${digits} ${unit}`;
}

/** Formats a duration as people say it: `340 µs`, `12 ms`, `3.2 s`, `4 min`. */
export function formatMs(ms: number | null | undefined): string {
  if (ms === null || ms === undefined) return NOTHING;
  if (ms <= 0) return "0 ms";
  if (ms < 0.9995) return `${Math.max(1, Math.round(ms * 1_000))} µs`;
  if (ms < 9.95) return `${ms.toFixed(1)} ms`;
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  const seconds = ms / 1_000;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  if (seconds < 119.5) return `${Math.round(seconds)} s`;
  return formatLong(Math.round(seconds / 60));
}

/** Formats a mark of a time axis, as precisely as its marks are apart. */
export function formatTick(ms: number, stepMs: number): string {
  const digits = Math.ceil(-Math.log10(stepMs / 1_000) - 1e-9);
  const text = (ms / 1_000).toFixed(Math.max(0, Math.min(6, digits)));
  return `${text.replace("-", "−")} s`;
}

function formatLong(minutes: number): string {
  if (minutes < 120) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.floor(hours / 24)} d`;
}

/** Formats a time of the day: `14:03:59.120`. */
export function formatTime(at: number, offsetMinutes: number): string {
  return new Date(at - offsetMinutes * 60_000).toISOString().slice(11, 23);
}

/** Cuts a text for a `title`, which browsers lay out in one piece. */
export function clipTitle(text: string): string {
  return clip(text, MAX_TITLE_LENGTH);
}

/** Cuts a text to so many characters, an ellipsis included. */
export function clip(text: string, length: number): string {
  if (text.length <= length) return text;
  return text.slice(0, length - 1).replace(/[\uD800-\uDBFF]$/, "") + "…";
}

/** Isolates the direction of a text, on a canvas too. */
export function isolate(text: string): string {
  return `\u2068${text}\u2069`;
}

function scale(
  value: number,
  units: readonly string[],
  step: number,
): [string, string] {
  let rest = value;
  let index = 0;
  while (Math.abs(rest) >= step - 0.5 && index < units.length - 1) {
    rest /= step;
    index += 1;
  }
  const digits = index === 0 || Math.abs(rest) >= 99.95
    ? Math.round(rest)
    : Number(rest.toFixed(1));
  return [String(digits), units[index] ?? ""];
}
