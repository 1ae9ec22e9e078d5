import type {
  Attributes,
  BatchObservableResult,
  Meter,
  Observable,
} from "@opentelemetry/api";
import type { ActorType } from "../actor/actor_type.ts";

/** What is counted of an actor type's envelopes and activations. */
const COUNTED = {
  "backstage.envelopes.accepted": ["accepted", "Envelopes that inboxes took"],
  "backstage.envelopes.handled": ["handled", "Envelopes that are done"],
  "backstage.envelopes.refused": [
    "refused",
    "Envelopes that full inboxes refused",
  ],
  "backstage.envelopes.dropped": [
    "dropped",
    "Envelopes that were dropped for lack of room",
  ],
  "backstage.turns.failed": ["failed", "Turns and hooks that failed"],
  "backstage.dead_letters": [
    "deadLetters",
    "Envelopes that nobody could take",
  ],
  "backstage.activations": ["activations", "Actors that became live"],
  "backstage.restarts": ["restarts", "Actors that began afresh"],
} as const;

/** One type's figures at one instant. */
interface Figures {
  accepted: number;
  handled: number;
  failed: number;
  refused: number;
  dropped: number;
  deadLetters: number;
  activations: number;
  restarts: number;
  actors: number;
  inboxLength: number;
}

/** Who knows the actor types. */
interface TypesSource {
  /** Those that a proxy has been asked for. */
  readonly types: Iterable<ActorType>;
}

/** One instrument, and which figure it shows. */
interface Gauge {
  readonly observable: Observable;
  readonly figure: keyof Figures;
}

/**
 * Shows counters that the engine keeps anyway, when they are collected: a
 * message costs nothing for it.
 */
export class Counters {
  readonly #meter: Meter;
  readonly #attributes: Attributes;
  readonly #source: TypesSource;
  readonly #gauges: readonly Gauge[];

  constructor(
    meter: Meter,
    attributes: Attributes,
    source: TypesSource,
  ) {
    this.#meter = meter;
    this.#attributes = attributes;
    this.#source = source;
    this.#gauges = createGauges(meter);
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
    return this.#gauges.map(({ observable }) => observable);
  }

  readonly #collect = (result: BatchObservableResult): void => {
    for (const type of this.#source.types) {
      const figures = readFigures(type);
      const attributes = {
        ...this.#attributes,
        "backstage.actor.type": type.name,
      };
      for (const { observable, figure } of this.#gauges) {
        result.observe(observable, figures[figure], attributes);
      }
    }
  };
}

function createGauges(meter: Meter): Gauge[] {
  const counters = Object.entries(COUNTED).map((
    [name, [figure, description]],
  ) => ({
    observable: meter.createObservableCounter(name, { description }),
    figure,
  }));
  const actors = meter.createObservableUpDownCounter("backstage.actors", {
    description: "Actors that are live",
  });
  const waiting = meter.createObservableUpDownCounter(
    "backstage.envelopes.waiting",
    { description: "Envelopes that wait in inboxes" },
  );
  return [
    ...counters,
    { observable: actors, figure: "actors" },
    { observable: waiting, figure: "inboxLength" },
  ];
}

/** Sums up what live actors have counted and what those that ended had. */
function readFigures({ activations: live, totals }: ActorType): Figures {
  const { accepted, handled, failed, refused, dropped } = totals;
  const { deadLetters, activations, restarts } = totals;
  const figures = {
    ...{ accepted, handled, failed, refused, dropped },
    ...{ deadLetters, activations, restarts },
    actors: live.size,
    inboxLength: 0,
  };
  for (const activation of live.values()) {
    figures.accepted += activation.accepted;
    figures.handled += activation.handled;
    figures.failed += activation.counts.failed;
    figures.refused += activation.counts.refused;
    figures.dropped += activation.counts.dropped;
    figures.inboxLength += activation.inboxLength;
  }
  return figures;
}
