import type { JSX } from "preact";
import { useContext, useMemo, useRef, useState } from "preact/hooks";
import { download } from "../../parts/download.ts";
import { EngineContext } from "../../link/engine_context.ts";
import { formatCount, formatMs } from "../../parts/format.ts";
import { type Recording, spanOf, toLanes } from "../../model/recording.ts";
import { readTurns } from "../../model/saved_turns.ts";
import { toTrace } from "../../../wire/trace.ts";
import { PERIOD_MS, useAnswer } from "../../link/use_answer.ts";
import type { TimelineTurn } from "../../../wire/protocol.ts";
import { TimelineCanvas } from "./canvas.tsx";

/** As many as the server gives at once; then there are more to fetch. */
const LIMIT = 500;
const HURRY_MS = 25;

/** The last turns, by actor, recorded while asked for. */
export function TimelineView(
  { recording }: { readonly recording: Recording },
): JSX.Element {
  const { state } = useContext(EngineContext);
  const { count, isRecording, record, show } = useRecording(recording);
  const lanes = useMemo(() => toLanes(recording.turns), [
    recording.turns,
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
        <Open show={show} />
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
  /** Shows the turns of a file. */
  show(turns: readonly TimelineTurn[]): void;
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
  const show = (turns: readonly TimelineTurn[]): void => {
    recording.show(turns);
    setCount(turns.length);
  };
  return { count: recording.turns.length && count, isRecording, record, show };
}

/** Opens a file: turns that were saved, or the trace of a simulation. */
function Open(
  { show }: { show(turns: readonly TimelineTurn[]): void },
): JSX.Element {
  const input = useRef<HTMLInputElement>(null);
  const [isBad, setBad] = useState(false);
  const open = async (): Promise<void> => {
    const file = input.current?.files?.[0];
    if (file === undefined) return;
    const turns = readTurns(await file.text());
    setBad(turns === null);
    if (turns !== null) show(turns);
    // The same file may be chosen again: it may be another by then.
    if (input.current !== null) input.current.value = "";
  };
  return (
    <>
      <button
        type="button"
        title="Turns or a trace that were saved, here or by a simulation"
        data-testid="open-trace"
        onClick={() => input.current?.click()}
      >
        Open
      </button>
      <input
        ref={input}
        type="file"
        accept=".json,application/json"
        hidden
        aria-label="A file of turns"
        data-testid="open-file"
        onChange={() => void open()}
      />
      {isBad && <span class="help" role="alert">this file holds no turns</span>}
    </>
  );
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
