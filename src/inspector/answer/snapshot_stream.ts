import type { EngineView } from "../../engine/view.ts";
import {
  takeActorSnapshot,
  takeStreamSnapshot,
  takeTypeSnapshot,
} from "../../engine/snapshot.ts";

/** Actors that are written before the event loop gets its chance. */
const SLICE = 500;

/**
 * Writes `Engine.snapshot()` as one JSON document, in slices: the first actors
 * are shown as they were a little earlier than the last.
 */
export function streamSnapshot(view: EngineView): ReadableStream<Uint8Array> {
  return ReadableStream.from(writeSnapshot(view))
    .pipeThrough(new TextEncoderStream());
}

function* writeSnapshot(view: EngineView): Generator<string> {
  const { incidents, program, remote, runtime, state, streams, timers } = view;
  const { failed, restarts, deadLetters } = incidents.counts;
  const head = {
    at: runtime.now(),
    state,
    timers,
    types: program.types.map(({ name, activations }) =>
      takeTypeSnapshot(name, activations)
    ),
    streams: Array.from(streams, takeStreamSnapshot),
    cluster: remote?.snapshot() ?? null,
    failed,
    restarts,
    deadLetters,
    incidents: [...incidents],
  };
  yield `${JSON.stringify(head).slice(0, -1)},"actors":[`;
  let isFirst = true;
  let rows: string[] = [];
  for (const activation of program) {
    rows.push(JSON.stringify(takeActorSnapshot(activation)));
    if (rows.length < SLICE) continue;
    yield (isFirst ? "" : ",") + rows.join(",");
    isFirst = false;
    rows = [];
  }
  if (rows.length > 0) yield (isFirst ? "" : ",") + rows.join(",");
  yield "]}\n";
}
