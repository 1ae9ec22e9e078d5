import type * as api from "@opentelemetry/api";
import { assertKnownOptions, type OptionNames } from "../base/option_names.ts";
import type { ActorId } from "../envelope/actor_id.ts";

/** Makes spans: as `@opentelemetry/api` has it. */
export type Tracer = api.Tracer;

/** Makes metrics: as `@opentelemetry/api` has it. */
export type Meter = api.Meter;

/** Names and values that describe spans and metrics. */
export type Attributes = api.Attributes;

/** A turn, or a hook, that may get a span. */
export interface ObservedTurn {
  /** The actor whose turn it is. */
  readonly actor: ActorId;
  /** The method; `timer` for a tick, `init` or `deinit` for a hook. */
  readonly method: string;
  /** The actor that sent the envelope; `null` where none did. */
  readonly caller: ActorId | null;
}

/** Says what {@linkcode observe} shows; every option has a default. */
export interface TelemetryOptions {
  /** Makes the spans; the global provider's unless given. */
  readonly tracer?: Tracer;
  /** Makes the metrics; the global provider's unless given. */
  readonly meter?: Meter;
  /** Whether there are spans; `true` unless given. */
  readonly spans?: boolean;
  /** Whether there are metrics; `true` unless given. */
  readonly metrics?: boolean;
  /**
   * Whether the metrics have histograms of queue and turn times, which, unlike
   * the others, cost time for each message; `true` unless given.
   */
  readonly durations?: boolean;
  /**
   * Go on every span and metric. Engines that are observed in one process need
   * some that tell them apart, or their metrics overwrite each other.
   */
  readonly attributes?: Attributes;
  /**
   * Says which turns and hooks get a span; all unless given. What happens
   * within one that gets none belongs to the span around it. Where it throws,
   * there is none.
   */
  readonly filter?: (turn: ObservedTurn) => boolean;
}

const NAMES: OptionNames<TelemetryOptions> = {
  attributes: true,
  durations: true,
  filter: true,
  meter: true,
  metrics: true,
  spans: true,
  tracer: true,
};

/**
 * Throws if options have a name that none of them has.
 *
 * @throws {TypeError} If they have.
 */
export function assertTelemetryOptions(options: TelemetryOptions): void {
  assertKnownOptions("observe()", NAMES, options);
}
