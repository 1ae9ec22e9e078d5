import { metrics, trace } from "@opentelemetry/api";
import type { Probe } from "../actor/port/probe.ts";
import type { Logger } from "../base/logger.ts";
import { reportLater } from "../base/thrown.ts";
import { type Engine, viewOf } from "../engine/engine.ts";
import { ClusterCounters } from "./cluster_counters.ts";
import { Counters } from "./counters.ts";
import { measureCommits } from "./commit_durations.ts";
import { DurableCounters } from "./durable_counters.ts";
import { Durations } from "./durations.ts";
import { Labels } from "./labels.ts";
import { assertTelemetryOptions, type TelemetryOptions } from "./options.ts";
import { Spans } from "./spans.ts";
import { NAME, VERSION } from "../base/version.ts";

/**
 * Shows an engine to OpenTelemetry from now on, until what it returns is
 * disposed of: each turn is a span, and each actor type has its metrics.
 *
 * It needs no permission, and outlives the engine, so that its last counters
 * are collected. It costs time for each message even where nothing collects, as
 * without `OTEL_DENO=true`.
 *
 * @throws {TypeError} If an option has no such name.
 *
 * @example Export the traces and metrics of an engine
 * ```ts
 * import { Engine } from "@backstage/actors";
 * import { observe } from "@backstage/actors/telemetry";
 *
 * await using engine = new Engine({ turnsPerRun: 16 });
 * observe(engine, { attributes: { "shop.engine": "orders" } });
 * ```
 */
export function observe(
  engine: Engine,
  options: TelemetryOptions = {},
): Disposable {
  assertTelemetryOptions(options);
  const ends = [
    ...(options.spans ?? true ? makeSpans(engine, options) : []),
    ...(options.metrics ?? true ? makeMetrics(engine, options) : []),
  ];
  return {
    [Symbol.dispose]: () => {
      for (const end of ends.splice(0)) end();
    },
  };
}

type End = () => void;
type Filter = NonNullable<TelemetryOptions["filter"]>;

function attach(engine: Engine, probe: Probe): End {
  return viewOf(engine).attach(probe);
}

function makeSpans(engine: Engine, options: TelemetryOptions): End[] {
  const { attributes = {}, filter } = options;
  const { logger } = viewOf(engine);
  const spans = new Spans({
    tracer: options.tracer ?? trace.getTracer(NAME, VERSION),
    labels: new Labels(attributes),
    attributes,
    logger,
    filter: filter && guardFilter(filter, logger),
  });
  return [
    attach(engine, spans),
    engine.events.subscribe((event) => spans.hear(event)),
    () => spans.close(),
  ];
}

function makeMetrics(engine: Engine, options: TelemetryOptions): End[] {
  const { attributes = {}, durations = true } = options;
  const meter = options.meter ?? metrics.getMeter(NAME, VERSION);
  const view = viewOf(engine);
  const counters = new Counters(meter, attributes, view.program);
  const ends = [() => counters.close()];
  if (view.store !== null) {
    const durable = new DurableCounters(meter, attributes, view);
    ends.push(() => durable.close());
    if (durations) ends.push(measureCommits(meter, attributes, view));
  }
  if (view.remote !== null) {
    const cluster = new ClusterCounters(meter, attributes, view.remote);
    ends.push(() => cluster.close());
  }
  if (durations) {
    const labels = new Labels(attributes);
    ends.push(attach(engine, new Durations(meter, labels)));
  }
  return ends;
}

/** Makes a filter that throws nothing: a bad one must not break a turn. */
function guardFilter(filter: Filter, logger: Logger): Filter {
  const report = (error: unknown): void =>
    logger.error("A telemetry filter failed:", error);
  return (turn) => {
    try {
      const isWanted = filter(turn);
      reportLater(isWanted, report);
      return isWanted;
    } catch (error) {
      report(error);
      return false;
    }
  };
}
