import { type Attributes, SpanKind } from "@opentelemetry/api";
import type { Arrival, ProbedTurn } from "../actor/port/probe.ts";

/** What all turns of one method of one actor type have in common. */
export interface Label {
  /** `Type/method`. */
  readonly name: string;
  /** The kind of their spans. */
  readonly kind: SpanKind;
  /** What their spans say alike. */
  readonly span: Attributes;
  /** What their metrics say alike: few values only, so never an id. */
  readonly metric: Attributes;
  /** That, with each outcome. */
  readonly done: Attributes;
  readonly expected: Attributes;
  readonly failed: Attributes;
  readonly unknown: Attributes;
}

type Kind = Arrival["kind"];

/** Makes labels, once for each method and way to reach it. */
export class Labels {
  readonly #common: Attributes;
  // A method is one type's, but for that of ticks, which all types share.
  readonly #payloads = new Map<object, Label>();
  readonly #steps = new Map<object, Label>();
  readonly #reminders = new Map<object, Label>();
  readonly #others = new Map<object, Label>();

  constructor(common: Attributes) {
    this.#common = common;
  }

  /** Returns the label of a turn. */
  of({ activation, method, arrival: { kind } }: ProbedTurn): Label {
    const { definition } = activation;
    const known = this.#knownOf(kind);
    const key = kind === "tick" ? definition : method;
    let label = known.get(key);
    if (label === undefined) {
      label = this.#make(kind, definition.type, method.name);
      known.set(key, label);
    }
    return label;
  }

  #knownOf(kind: Kind): Map<object, Label> {
    if (kind === "payload") return this.#payloads;
    if (kind === "reminder") return this.#reminders;
    return kind === "step" ? this.#steps : this.#others;
  }

  #make(kind: Kind, type: string, method: string): Label {
    const metric = {
      ...this.#common,
      "backstage.actor.type": type,
      "backstage.method": method,
    };
    const withOutcome = (outcome: string): Attributes => ({
      ...metric,
      "backstage.outcome": outcome,
    });
    return {
      name: `${type}/${method}`,
      kind: KINDS[kind],
      span: { ...metric, ...describe(kind, type, method) },
      metric,
      done: withOutcome("done"),
      expected: withOutcome("expected"),
      failed: withOutcome("failed"),
      unknown: withOutcome("unknown"),
    };
  }
}

const KINDS = {
  call: SpanKind.SERVER,
  payload: SpanKind.CONSUMER,
  reminder: SpanKind.INTERNAL,
  step: SpanKind.INTERNAL,
  tick: SpanKind.INTERNAL,
};

/** Says in OpenTelemetry's own words what a turn is. */
function describe(kind: Kind, type: string, method: string): Attributes {
  switch (kind) {
    case "call":
      return {
        "rpc.system": "backstage",
        "rpc.service": type,
        "rpc.method": method,
      };
    case "payload":
      return {
        "messaging.system": "backstage",
        "messaging.operation.name": "next",
        "messaging.operation.type": "process",
      };
    case "reminder":
    case "step":
    case "tick":
      return {};
  }
}
