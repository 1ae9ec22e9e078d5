/**
 * Traces and metrics: a bridge from an engine to `@opentelemetry/api`, whose
 * spans and metrics Deno exports by itself where `OTEL_DENO=true`.
 *
 * @module
 */
export { observe } from "./observe.ts";
export type {
  Attributes,
  Meter,
  ObservedTurn,
  TelemetryOptions,
  Tracer,
} from "./options.ts";
