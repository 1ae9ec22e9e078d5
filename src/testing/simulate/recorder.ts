import type { Hook, Probe, ProbedTurn } from "../../actor/port/probe.ts";
import {
  type ActorId,
  formatActor,
  nameActor,
} from "../../envelope/actor_id.ts";
import type { Caller } from "../../envelope/target.ts";
import type { TimelineTurn } from "../../inspector/wire/protocol.ts";
import {
  toTrace,
  type Trace,
  type TraceEvent,
} from "../../inspector/wire/trace.ts";

/** Moments of one millisecond are a microsecond apart in the trace. */
const MOMENT_MS = 0.001;

/** A turn or hook as the schedule has it. */
interface Step {
  readonly kind: "turn" | "hook";
  readonly actor: ActorId;
  readonly method: string;
  readonly caller: ActorId | null;
  readonly isTick: boolean;
  readonly queuedAt: number;
  readonly startedAt: number;
  endedAt: number;
  outcome: string;
  /** Whether its end is a line of its own. */
  hasEndLine: boolean;
}

/** What else a schedule tells. */
type Note =
  | { readonly kind: "end"; readonly step: Step }
  | { readonly kind: "fault"; readonly text: string; readonly at: number }
  | { readonly kind: "time"; readonly at: number };

/** Writes down what happens in one run. */
export class Recorder implements Probe {
  readonly #now: () => number;
  readonly #entries: (Step | Note)[] = [];
  readonly #open = new Map<ProbedTurn, Step>();
  #moment = -Infinity;
  #endedAt = 0;
  #lastAt: number;
  /** The turn that began last. */
  #last: Step | null = null;
  #isClosed = false;
  /** How many turns have begun. */
  turns = 0;
  /** How many faults struck. */
  faults = 0;

  constructor(now: () => number) {
    this.#now = now;
    this.#lastAt = now();
  }

  /** How many actors had a turn or hook. */
  get actors(): number {
    const names = new Set<string>();
    for (const entry of this.#entries) {
      if ("actor" in entry) names.add(nameActor(entry.actor));
    }
    return names.size;
  }

  /** The turn that began last, as errors name it; `null` if none has. */
  get lastTurn(): string | null {
    const last = this.#entries.findLast((entry) => entry.kind === "turn");
    if (last?.kind !== "turn") return null;
    return `${formatActor(last.actor)}.${last.method}`;
  }

  /** Writes nothing down any more: the run is over. */
  close(): void {
    this.#isClosed = true;
    this.#endedAt = this.#tick();
  }

  arrive(): boolean {
    return !this.#isClosed;
  }

  start(turn: ProbedTurn): void {
    if (this.#isClosed) return;
    const { activation, arrival, caller, method } = turn;
    const step = this.#begin(
      "turn",
      activation.actor,
      arrival.kind === "tick" ? "timer" : method.name,
      caller?.actor ?? null,
      arrival.kind === "tick",
      arrival.at,
    );
    this.#open.set(turn, step);
    this.turns++;
  }

  end(turn: ProbedTurn): void {
    if (this.#isClosed) return;
    const step = this.#open.get(turn);
    if (step === undefined) return;
    this.#open.delete(turn);
    this.#finish(step, turn.outcome);
  }

  aroundHook({ actor }: Caller, hook: Hook, run: () => unknown): unknown {
    if (this.#isClosed) return run();
    const step = this.#begin("hook", actor, hook, null, false, this.#now());
    const end = (outcome: string) => (): void => this.#finish(step, outcome);
    let result: unknown;
    try {
      result = run();
    } catch (error) {
      end("failed")();
      throw error;
    }
    if (result instanceof Promise) result.then(end("done"), end("failed"));
    else end("done")();
    return result;
  }

  /** Writes down a fault that strikes. */
  noteFault(text: string): void {
    if (this.#isClosed) return;
    this.faults++;
    this.#noteTime();
    this.#entries.push({ kind: "fault", text, at: this.#tick() });
  }

  /** Whose turns they were, in the order in which they began. */
  listOrder(): string[] {
    return this.#entries.flatMap((entry) =>
      entry.kind === "turn" ? [nameActor(entry.actor)] : []
    );
  }

  /** The schedule as text, a step a line. */
  writeLines(): string[] {
    return this.#entries.map(writeEntry);
  }

  /** The turns, hooks and faults as a trace. */
  toTrace(): Trace {
    const turns: TimelineTurn[] = [];
    const faults: TraceEvent[] = [];
    const end = this.#endedAt;
    for (const entry of this.#entries) {
      if (entry.kind === "turn" || entry.kind === "hook") {
        turns.push(toTimelineTurn(entry, turns.length + 1, end));
      } else if (entry.kind === "fault") {
        faults.push(toInstant(entry.text, entry.at));
      }
    }
    const trace = toTrace(turns);
    const start = turns[0]?.queuedAt ?? 0;
    const moved = faults.map((fault) => ({
      ...fault,
      ts: Math.max(0, Math.round((fault.ts! - start) * 1_000)),
    }));
    return { ...trace, traceEvents: [...trace.traceEvents, ...moved] };
  }

  #begin(
    kind: Step["kind"],
    actor: ActorId,
    method: string,
    caller: ActorId | null,
    isTick: boolean,
    queuedAt: number,
  ): Step {
    this.#noteTime();
    const startedAt = this.#tick();
    const step: Step = {
      kind,
      actor,
      method,
      caller,
      isTick,
      queuedAt: Math.min(queuedAt, startedAt),
      startedAt,
      endedAt: 0,
      outcome: "running",
      hasEndLine: false,
    };
    this.#last = step;
    this.#entries.push(step);
    return step;
  }

  #finish(step: Step, outcome: string): void {
    if (this.#isClosed) return;
    step.endedAt = this.#tick();
    step.outcome = outcome;
    // A turn that ends before another step says so in its own line.
    if (this.#last === step) return;
    this.#noteTime();
    this.#last = null;
    step.hasEndLine = true;
    this.#entries.push({ kind: "end", step });
  }

  /** Returns the time of the next moment: time moves on with each of them. */
  #tick(): number {
    return this.#moment = Math.max(this.#now(), this.#moment + MOMENT_MS);
  }

  #noteTime(): void {
    const at = this.#now();
    if (at === this.#lastAt) return;
    this.#lastAt = at;
    this.#entries.push({ kind: "time", at });
  }
}

function writeEntry(entry: Step | Note): string {
  if (entry.kind === "time") return `-- ${entry.at} ms`;
  if (entry.kind === "fault") return `!! ${entry.text}`;
  if (entry.kind === "end") {
    const { actor, method, outcome } = entry.step;
    return `${nameActor(actor)}.${method} ${outcome}`;
  }
  return writeStep(entry);
}

function writeStep(step: Step): string {
  const { actor, caller, hasEndLine, isTick, kind, method, outcome } = step;
  const call = `${nameActor(actor)}.${method}`;
  const isSelf = kind === "hook" || isTick;
  const from = caller === null ? "scenario" : nameActor(caller);
  const line = isSelf ? call : `${call} <- ${from}`;
  return hasEndLine || outcome === "done" || outcome === "running"
    ? line
    : `${line} (${outcome})`;
}

function toTimelineTurn(
  step: Step,
  number: number,
  end: number,
): TimelineTurn {
  const { actor, caller, endedAt, method, outcome, queuedAt, startedAt } = step;
  return {
    number,
    actor,
    method,
    caller,
    queuedAt,
    startedAt,
    endedAt: endedAt === 0 ? end : endedAt,
    outcome,
  };
}

/** A fault as an instant of the trace, its time still in milliseconds. */
function toInstant(text: string, at: number): TraceEvent {
  return {
    name: text,
    cat: "fault",
    ph: "i",
    s: "g",
    pid: 1,
    tid: 0,
    ts: at,
    args: {},
  };
}
