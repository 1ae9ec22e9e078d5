import type { JSX } from "preact";
import type { Times } from "../../wire/protocol.ts";
import { formatCount, formatMs, formatShort, NOTHING } from "./format.ts";

/** The tone of a figure: zeros are quiet, trouble is loud. */
export type Tone = "plain" | "warn" | "bad";

/** A count; nothing much when it is zero. */
export function Count(
  { value, tone = "plain" }: { readonly value: number; readonly tone?: Tone },
): JSX.Element {
  if (value === 0) return <span class="zero">0</span>;
  const text = value < 100_000 ? formatCount(value) : formatShort(value);
  return <span class={`is-${tone}`} title={formatCount(value)}>{text}</span>;
}

/** A duration that turns loud when it is long. */
export function Duration({ ms, warnMs = 1_000, badMs = 10_000 }: {
  readonly ms: number | null | undefined;
  readonly warnMs?: number;
  readonly badMs?: number;
}): JSX.Element {
  if (ms === null || ms === undefined) {
    return <span class="zero">{NOTHING}</span>;
  }
  const tone = ms >= badMs ? "bad" : ms >= warnMs ? "warn" : "plain";
  return <span class={`is-${tone}`}>{formatMs(ms)}</span>;
}

/** One of a sample's times; `~` says that not everything was measured. */
export function TimeOf({ times, of }: {
  readonly times: Times | null;
  readonly of: "mean" | "p99";
}): JSX.Element {
  if (times === null) return <span class="zero">{NOTHING}</span>;
  const about = times.isSampled ? "a sample of " : "";
  return (
    <span title={`${of} of ${about}${formatCount(times.samples)}`}>
      <Duration ms={times[of]} warnMs={100} badMs={1_000} />
    </span>
  );
}
