import type { Engine } from "@backstage/actors";
import { observe, type TelemetryOptions } from "@backstage/actors/telemetry";
import {
  type Attributes,
  type AttributeValue,
  type BatchObservableCallback,
  type Context,
  context,
  type ContextManager,
  type Exception,
  type Histogram,
  type Link,
  type Meter,
  type Observable,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  SpanKind,
  type SpanOptions,
  type SpanStatus,
  SpanStatusCode,
  trace,
  type Tracer,
} from "@opentelemetry/api";
import { AsyncLocalStorage } from "node:async_hooks";

/** A span that keeps what it is told. */
export class FakeSpan implements Span {
  readonly name: string;
  readonly kind: SpanKind;
  readonly parent: FakeSpan | undefined;
  readonly attributes: Attributes;
  readonly exceptions: Exception[] = [];
  status: SpanStatus = { code: SpanStatusCode.UNSET };
  ends = 0;

  constructor(
    name: string,
    options: SpanOptions,
    parent: FakeSpan | undefined,
  ) {
    this.name = name;
    this.kind = options.kind ?? SpanKind.INTERNAL;
    this.attributes = { ...options.attributes };
    this.parent = parent;
  }

  spanContext(): SpanContext {
    return { traceId: "1".repeat(32), spanId: "2".repeat(16), traceFlags: 1 };
  }

  setAttribute(key: string, value: AttributeValue): this {
    this.attributes[key] = value;
    return this;
  }

  setAttributes(attributes: Attributes): this {
    Object.assign(this.attributes, attributes);
    return this;
  }

  setStatus(status: SpanStatus): this {
    this.status = status;
    return this;
  }

  recordException(exception: Exception): void {
    this.exceptions.push(exception);
  }

  addEvent(): this {
    return this;
  }

  addLink(_link: Link): this {
    return this;
  }

  addLinks(_links: Link[]): this {
    return this;
  }

  updateName(): this {
    return this;
  }

  isRecording(): boolean {
    return this.ends === 0;
  }

  end(): void {
    this.ends++;
  }
}

/** A tracer that keeps its spans. */
export class FakeTracer implements Tracer {
  readonly spans: FakeSpan[] = [];

  startSpan(
    name: string,
    options: SpanOptions = {},
    around: Context = context.active(),
  ): FakeSpan {
    const parent = trace.getSpan(around) as FakeSpan | undefined;
    const span = new FakeSpan(name, options, parent);
    this.spans.push(span);
    return span;
  }

  readonly startActiveSpan = ((name: string, ...rest: unknown[]) => {
    const span = this.startSpan(name);
    const run = rest.at(-1) as (span: Span) => unknown;
    return context.with(trace.setSpan(context.active(), span), () => run(span));
  }) as Tracer["startActiveSpan"];

  /** Each span by its name, with the names of those around it. */
  get tree(): string[] {
    return this.spans.map((span) => {
      const names = [span.name];
      for (let at = span.parent; at !== undefined; at = at.parent) {
        names.push(at.name);
      }
      return names.join(" < ");
    });
  }

  /** The only span of that name. */
  only(name: string): FakeSpan {
    const [span, ...more] = this.spans.filter((span) => span.name === name);
    if (span === undefined || more.length > 0) {
      throw new Error(`Not one span ${name} in ${this.tree.join(", ")}`);
    }
    return span;
  }
}

/** What a histogram was told, or an observable told. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly attributes: Attributes;
}

/** Keeps what its instruments are told. */
export class FakeMeter {
  readonly #callbacks = new Map<BatchObservableCallback, Observable[]>();
  readonly #names = new Map<Observable, string>();
  readonly records: Figure[] = [];
  /** What the engine has instruments for. */
  readonly meter = {
    createHistogram: (name: string): Histogram => ({
      record: (value, attributes = {}) =>
        void this.records.push({ name, value, attributes }),
    }),
    createObservableCounter: (name: string) => this.#create(name),
    createObservableUpDownCounter: (name: string) => this.#create(name),
    addBatchObservableCallback: (
      callback: BatchObservableCallback,
      observables: Observable[],
    ) => void this.#callbacks.set(callback, observables),
    removeBatchObservableCallback: (callback: BatchObservableCallback) =>
      void this.#callbacks.delete(callback),
  } as Partial<Meter> as Meter;

  #create(name: string): Observable {
    const observable = { addCallback() {}, removeCallback() {} };
    this.#names.set(observable, name);
    return observable;
  }

  /** Asks the observables, as an exporter does from time to time. */
  collect(): Figure[] {
    const figures: Figure[] = [];
    for (const [callback, observables] of this.#callbacks) {
      callback({
        observe: (metric, value, attributes = {}) => {
          if (!observables.includes(metric)) throw new Error("not announced");
          figures.push({ name: this.#names.get(metric)!, value, attributes });
        },
      });
    }
    return figures;
  }
}

const storage = new AsyncLocalStorage<Context>();

/** Contexts that follow awaits, as Deno's do. */
const manager: ContextManager = {
  active: () => storage.getStore() ?? ROOT_CONTEXT,
  with: (around, run, self, ...rest) =>
    storage.run(around, () => run.apply(self, rest)),
  bind: (around, target) =>
    typeof target === "function"
      ? ((...rest: unknown[]) =>
        storage.run(around, () => target(...rest))) as typeof target
      : target,
  enable: () => manager,
  disable: () => manager,
};

/** Has this test file's contexts follow awaits. */
export function followContexts(): void {
  context.setGlobalContextManager(manager);
}

/** Watches the turns of an engine, but not its hooks. */
export function traceTurns(
  engine: Engine,
  options: TelemetryOptions = {},
): FakeTracer {
  const tracer = new FakeTracer();
  observe(engine, {
    tracer,
    metrics: false,
    filter: ({ method }) => !/^(de)?init$/.test(method),
    ...options,
  });
  return tracer;
}
