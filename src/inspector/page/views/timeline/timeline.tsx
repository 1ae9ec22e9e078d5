import type { JSX } from "preact";
import { useContext, useMemo, useState } from "preact/hooks";
import { download } from "../../parts/download.ts";
import { EngineContext } from "../../link/engine_context.ts";
import { formatCount, formatMs } from "../../parts/format.ts";
import { type Recording, spanOf, toLanes } from "../../model/recording.ts";
import { toTrace } from "../../../wire/trace.ts";
import { PERIOD_MS, useAnswer } from "../../link/use_answer.ts";
import { TimelineCanvas } from "./canvas.tsx";

/** As many as the server gives at once; then there are more to fetch. */
const LIMIT = 500;
const HURRY_MS = 25;

/** The last turns, by actor, recorded while asked for. */
export function TimelineView(
  { recording }: { readonly recording: Recording },
): JSX.Element {
  const { state } = useContext(EngineContext);
  const { count, isRecording, record } = useRecording(recording);
  const lanes = useMemo(() => toLanes(recording.turns), [
    count,
    recording.lastNumber,
  ]);
  const whole = spanOf(recording.turns);
  return (
    <div class="view timeline" data-testid="view-timeline">
      <h1 class="unseen">Timeline</h1>
      <div class="bar">
        <button
          type="button"
          class={`record ${isRecording ? "is-on" : ""}`}
          aria-pressed={isRecording}
          disabled={state !== "open"}
          data-testid="record-button"
          onClick={() => void record()}
        >
          <i /> {isRecording ? "Stop" : "Record"}
        </button>
        <Exports recording={recording} />
        {count > 0 && (
          <span class="help muted">
            wheel zooms, dragging moves, a double click shows everything
          </span>
        )}
        <span class="tally">
          {count > 0 && (
            <>
              <b>{formatCount(count)}</b> turns, {formatCount(lanes.length)}
              {" "}
              actors, {formatMs(whole.to - whole.from)}
            </>
          )}
        </span>
      </div>
      {count === 0 ? <NoTurns isRecording={isRecording} /> : (
        <TimelineCanvas
          lanes={lanes}
          whole={whole}
          isRecording={isRecording}
        />
      )}
    </div>
  );
}

/** Fetches what is recorded, and begins and ends the recording. */
function useRecording(recording: Recording): {
  readonly count: number;
  readonly isRecording: boolean;
  record(): Promise<void>;
} {
  const { ask, hello } = useContext(EngineContext);
  recording.follow(`${hello?.pid} ${hello?.startedAt}`);
  const [count, setCount] = useState(recording.turns.length);
  const [isBehind, setBehind] = useState(false);
  const [wanted, setWanted] = useState<boolean>();
  const { answer } = useAnswer<"timeline">(
    { view: "timeline", limit: LIMIT, after: recording.lastNumber },
    isBehind ? HURRY_MS : PERIOD_MS,
    ({ body }) => {
      recording.add(body);
      setCount(recording.turns.length);
      setBehind(body.rows.length >= LIMIT);
    },
  );
  const isRecording = wanted ?? answer?.body.isRecording ?? false;
  const record = async () => {
    const isStart = !isRecording;
    if (isStart) recording.clear();
    setCount(recording.turns.length);
    setWanted(isStart);
    try {
      const after = recording.lastNumber;
      await ask<"timeline">({
        view: "timeline",
        record: isStart,
        limit: 1,
        after,
      });
    } finally {
      setWanted(undefined);
    }
  };
  return { count: recording.turns.length && count, isRecording, record };
}

function Exports(
  { recording: { turns } }: { readonly recording: Recording },
): JSX.Element {
  const isEmpty = turns.length === 0;
  return (
    <>
      <button
        type="button"
        disabled={isEmpty}
        data-testid="export-json"
        onClick={() => download("timeline.json", turns)}
      >
        Save JSON
      </button>
      <button
        type="button"
        disabled={isEmpty}
        title="For chrome://tracing and ui.perfetto.dev"
        data-testid="export-trace"
        onClick={() => download("timeline.trace.json", toTrace(turns))}
      >
        Save trace
      </button>
    </>
  );
}

function NoTurns(
  { isRecording }: { readonly isRecording: boolean },
): JSX.Element {
  return (
    <div class="panel empty tall">
      {isRecording ? <p>Recording. Turns appear as they end.</p> : (
        <p>
          Nothing is recorded.<br />
          Press <b>Record</b>{" "}
          to see each turn as a bar, one lane for each actor.
        </p>
      )}
    </div>
  );
}
