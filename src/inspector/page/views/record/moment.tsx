import type { JSX } from "preact";
import { formatMs, NOTHING } from "../../parts/format.ts";

interface Moment {
  /** Milliseconds since the epoch; nothing where it is not known. */
  readonly at: number | null | undefined;
  /** The engine's time. */
  readonly now: number;
}

/** Shows how long ago something was. */
export function Ago({ at, now }: Moment): JSX.Element {
  if (at === null || at === undefined) return <span>{NOTHING}</span>;
  const text = now - at < 1_000 ? "just now" : `${formatMs(now - at)} ago`;
  return <When at={at} text={text} />;
}

/** Shows when something comes. */
export function Until({ at, now }: Moment): JSX.Element {
  if (at === null || at === undefined) return <span>{NOTHING}</span>;
  return <When at={at} text={at <= now ? "due" : `in ${formatMs(at - now)}`} />;
}

function When({ at, text }: {
  readonly at: number;
  readonly text: string;
}): JSX.Element {
  const date = new Date(at);
  // What is stored may be no time that a date can hold.
  if (Number.isNaN(date.getTime())) return <span>{String(at)}</span>;
  return (
    <time dateTime={date.toISOString()} title={date.toLocaleString()}>
      {text}
    </time>
  );
}
