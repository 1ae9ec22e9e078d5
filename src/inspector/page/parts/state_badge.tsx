import type { JSX } from "preact";
import type { ActorRow, ActorStateName } from "../../wire/protocol.ts";
import { clipTitle, formatMs } from "./format.ts";
import { formatName } from "../../wire/trace.ts";

/** One shape for each state, for readers who see no colours. */
export const SHAPES: Readonly<Record<ActorStateName, string>> = {
  idle: "M6 2.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7z",
  queued: "M2 3h8M2 6h8M2 9h5",
  running: "M3.2 1.8 10 6l-6.8 4.2z",
  waiting: "M2.5 1.5h7L6 6zM6 6l3.5 4.5h-7z",
  activating: "M6 2v8M2.5 5.5 6 2l3.5 3.5",
  deactivating: "M6 10V2M2.5 6.5 6 10l3.5-3.5",
  restarting: "M9.8 6A3.8 3.8 0 1 1 8.4 3M8.6.8v2.5H6.1",
  paused: "M4 2v8M8 2v8",
};

const FILLED = new Set<ActorStateName>(["running", "waiting"]);

/** A state's shape. */
export function StateShape(
  { state }: { readonly state: ActorStateName },
): JSX.Element {
  return (
    <svg
      class={`shape ${FILLED.has(state) ? "is-filled" : ""}`}
      viewBox="0 0 12 12"
      aria-hidden="true"
    >
      <path d={SHAPES[state]} />
    </svg>
  );
}

/** A state in shape, colour and word, and for how long it lasts. */
export function StateBadge({ row }: {
  readonly row: Pick<ActorRow, "state" | "runningMs" | "waitsFor">;
}): JSX.Element {
  const { state, runningMs, waitsFor } = row;
  const ms = state === "waiting" ? waitsFor[0]?.ms ?? runningMs : runningMs;
  const isTimed = state === "running" || state === "waiting";
  return (
    <span class={`state is-${state}`}>
      <StateShape state={state} />
      <span class="word">{state}</span>
      {isTimed && ms !== null && ms >= 1 && (
        <span class="for">{formatMs(ms)}</span>
      )}
      {state === "waiting" && <Goal waitsFor={waitsFor} />}
    </span>
  );
}

/** The first actor whose reply it awaits, and how many more. */
function Goal(
  { waitsFor: [first, ...others] }: Pick<ActorRow, "waitsFor">,
): JSX.Element | null {
  if (first === undefined) return null;
  const name = formatName(first.actor);
  return (
    <bdi class="goal" title={clipTitle(`waits for ${name}.${first.method}`)}>
      {name}
      {others.length > 0 && ` +${others.length}`}
    </bdi>
  );
}
