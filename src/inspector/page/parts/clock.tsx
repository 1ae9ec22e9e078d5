import type { JSX } from "preact";
import { formatTime } from "./format.ts";

/** A time of the day where the reader is. */
export function Clock({ at }: { readonly at: number }): JSX.Element {
  const date = new Date(at);
  return (
    <time dateTime={date.toISOString()} title={date.toLocaleString()}>
      {formatTime(at, date.getTimezoneOffset())}
    </time>
  );
}
