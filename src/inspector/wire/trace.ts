import type { Name, TimelineTurn } from "./protocol.ts";

/** One entry of Chrome's trace format, which Perfetto reads too. */
export interface TraceEvent {
  readonly name: string;
  /** A span, a thread's name, or an instant. */
  readonly ph: "X" | "M" | "i";
  /** Whom an instant is for; `g` is all threads. */
  readonly s?: "g";
  readonly pid: number;
  readonly tid: number;
  readonly cat?: string;
  /** Microseconds since the first turn. */
  readonly ts?: number;
  readonly dur?: number;
  readonly args: Readonly<Record<string, unknown>>;
}

/** A trace, as `chrome://tracing` and ui.perfetto.dev open it. */
export interface Trace {
  readonly displayTimeUnit: "ms";
  readonly traceEvents: readonly TraceEvent[];
}

/** Writes turns as a trace: one thread for each actor. */
export function toTrace(turns: readonly TimelineTurn[]): Trace {
  const threads = new Map<string, number>();
  const events: TraceEvent[] = [];
  const start = turns.reduce(
    (least, turn) => Math.min(least, turn.queuedAt ?? turn.startedAt),
    Infinity,
  );
  for (const turn of turns) {
    const label = formatName(turn.actor);
    let tid = threads.get(label);
    if (tid === undefined) {
      tid = threads.size + 1;
      threads.set(label, tid);
      events.push(nameThread(tid, label));
    }
    events.push(toEvent(turn, tid, start));
  }
  return { displayTimeUnit: "ms", traceEvents: events };
}

/** Writes an actor as people do: `Counter/visits`. */
export function formatName({ type, id }: Name): string {
  return id === "" ? type : `${type}/${id}`;
}

function nameThread(tid: number, name: string): TraceEvent {
  return { name: "thread_name", ph: "M", pid: 1, tid, args: { name } };
}

function toEvent(turn: TimelineTurn, tid: number, start: number): TraceEvent {
  const { method, caller, queuedAt, startedAt, endedAt, outcome } = turn;
  return {
    name: method,
    cat: outcome,
    ph: "X",
    pid: 1,
    tid,
    ts: toMicroseconds(startedAt - start),
    dur: toMicroseconds(endedAt - startedAt),
    args: {
      outcome,
      caller: caller === null ? null : formatName(caller),
      queueMs: queuedAt === null ? null : startedAt - queuedAt,
    },
  };
}

function toMicroseconds(ms: number): number {
  return Math.round(ms * 1_000);
}
