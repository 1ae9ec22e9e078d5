import type {
  Attributes,
  BatchObservableResult,
  Meter,
  Observable,
} from "@opentelemetry/api";
import type { ActorType } from "../actor/actor_type.ts";
import { countSends } from "../actor/durable/count_sends.ts";
import type { EngineView } from "../engine/view.ts";

/** What is counted of an engine's commits. */
const COMMITTED = {
  "backstage.commits": ["commits", "Commits of durable actors"],
  "backstage.commits.failed": [
    "failed",
    "Commits that failed, or whose outcome is not known",
  ],
  "backstage.commits.turns": ["turns", "Turns that commits were of"],
  "backstage.commits.records": ["actors", "Records that commits were of"],
  "backstage.commits.bytes": ["bytes", "Bytes of these records"],
} as const;

/** What is counted of the durable actors of one type. */
const COUNTED = {
  "backstage.reminders.fired": ["fired", "Ticks of reminders that ran"],
  "backstage.reminders.late": [
    "late",
    "Ticks that ran a second or more after they were due",
  ],
  "backstage.reminders.parked": ["parkedReminders", "Reminders given up"],
  "backstage.sends.parked": ["parkedSends", "Sends given up"],
} as const;

/** An instrument, and the figure that it shows. */
type Gauge<Figure> = readonly [observable: Observable, figure: Figure];

type Commit = (typeof COMMITTED)[keyof typeof COMMITTED][0];
type Count = (typeof COUNTED)[keyof typeof COUNTED][0];

/** Shows what an engine counts of durable actors, when it is collected. */
export class DurableCounters {
  readonly #meter: Meter;
  readonly #attributes: Attributes;
  readonly #view: EngineView;
  readonly #commits: readonly Gauge<Commit>[];
  readonly #counts: readonly Gauge<Count>[];
  readonly #uncommitted: Observable;
  readonly #waiting: Observable;

  constructor(meter: Meter, attributes: Attributes, view: EngineView) {
    this.#meter = meter;
    this.#attributes = attributes;
    this.#view = view;
    this.#commits = createCounters(meter, COMMITTED);
    this.#counts = createCounters(meter, COUNTED);
    this.#uncommitted = meter.createObservableUpDownCounter(
      "backstage.turns.uncommitted",
      { description: "Turns that are ahead of their commits" },
    );
    this.#waiting = meter.createObservableUpDownCounter(
      "backstage.sends.waiting",
      { description: "Sends of live actors that are not taken yet" },
    );
    meter.addBatchObservableCallback(this.#collect, this.#observables);
  }

  /** Shows nothing any more. */
  close(): void {
    this.#meter.removeBatchObservableCallback(
      this.#collect,
      this.#observables,
    );
  }

  get #observables(): Observable[] {
    const gauges = [...this.#commits, ...this.#counts];
    const counters = gauges.map(([observable]) => observable);
    return [...counters, this.#uncommitted, this.#waiting];
  }

  readonly #collect = (result: BatchObservableResult): void => {
    const { commits, program, uncommitted } = this.#view;
    for (const [observable, figure] of this.#commits) {
      result.observe(observable, commits[figure], this.#attributes);
    }
    result.observe(this.#uncommitted, uncommitted, this.#attributes);
    for (const type of program.types) {
      if (type.isDurable) this.#collectType(type, result);
    }
  };

  #collectType(type: ActorType, result: BatchObservableResult): void {
    const attributes = {
      ...this.#attributes,
      "backstage.actor.type": type.name,
    };
    for (const [observable, figure] of this.#counts) {
      result.observe(observable, type.durable[figure], attributes);
    }
    result.observe(this.#waiting, countSends(type), attributes);
  }
}

function createCounters<Figure>(
  meter: Meter,
  named: Readonly<Record<string, readonly [Figure, string]>>,
): Gauge<Figure>[] {
  return Object.entries(named).map(([name, [figure, description]]) => {
    const unit = name.endsWith(".bytes") ? { unit: "By" } : {};
    const options = { description, ...unit };
    return [meter.createObservableCounter(name, options), figure];
  });
}
