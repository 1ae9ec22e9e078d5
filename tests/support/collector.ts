/** How many exports come before a test gives up. */
const PATIENCE = 200;

/** A span in OTLP's JSON. */
export interface ExportedSpan {
  readonly name: string;
  readonly kind: number;
  readonly spanId: string;
  readonly traceId: string;
  readonly parentSpanId?: string;
  readonly status?: { readonly code?: number; readonly message?: string };
  readonly attributes?: readonly {
    readonly key: string;
    readonly value: Readonly<Record<string, unknown>>;
  }[];
  readonly events?: readonly { readonly name: string }[];
}

/** A metric in OTLP's JSON. */
export interface ExportedMetric {
  readonly name: string;
  readonly unit?: string;
  readonly sum?: { readonly isMonotonic?: boolean };
  readonly histogram?: { readonly dataPoints: readonly object[] };
}

/** What a program exports over OTLP/HTTP, as far as it has come. */
export class Collector implements AsyncDisposable {
  readonly spans: ExportedSpan[] = [];
  readonly metrics = new Map<string, ExportedMetric>();
  /** The name and version of everything that exported. */
  readonly scopes = new Set<string>();
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  readonly #awaited: string;
  #changed = Promise.withResolvers<void>();

  /** Answers `/end` when the awaited metric has come. */
  constructor(awaited: string) {
    this.#awaited = awaited;
    this.#server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen() {} },
      (request) => this.#answer(request),
    );
  }

  /** Its address. */
  get url(): string {
    return `http://127.0.0.1:${this.#server.addr.port}`;
  }

  /** What a program needs in its environment to export to it. */
  get env(): Record<string, string> {
    return {
      OTEL_DENO: "true",
      OTEL_DENO_CONSOLE: "ignore",
      OTEL_EXPORTER_OTLP_ENDPOINT: this.url,
      OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
      OTEL_BSP_SCHEDULE_DELAY: "50",
      OTEL_METRIC_EXPORT_INTERVAL: "50",
    };
  }

  /** Waits until the metric has come; others come all the time. */
  async #hold(): Promise<void> {
    for (let left = PATIENCE; !this.metrics.has(this.#awaited); left--) {
      if (left === 0) throw new Error(`Nobody exports ${this.#awaited}`);
      await this.#changed.promise;
    }
  }

  async #answer(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url);
    const body = await request.text();
    if (pathname === "/end") await this.#hold();
    if (pathname.startsWith("/v1/")) {
      this.#take(JSON.parse(body));
      this.#changed.resolve();
      this.#changed = Promise.withResolvers();
    }
    return Response.json({});
  }

  #take(body: OtlpBody): void {
    for (const { scopeSpans } of body.resourceSpans ?? []) {
      for (const { scope, spans } of scopeSpans) {
        this.scopes.add(`${scope.name} ${scope.version}`);
        this.spans.push(...spans);
      }
    }
    for (const { scopeMetrics } of body.resourceMetrics ?? []) {
      for (const { scope, metrics } of scopeMetrics) {
        this.scopes.add(`${scope.name} ${scope.version}`);
        for (const metric of metrics) this.metrics.set(metric.name, metric);
      }
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
  }
}

interface OtlpScope {
  readonly scope: { readonly name: string; readonly version?: string };
}

interface OtlpBody {
  readonly resourceSpans?: readonly {
    readonly scopeSpans:
      readonly (OtlpScope & { readonly spans: readonly ExportedSpan[] })[];
  }[];
  readonly resourceMetrics?: readonly {
    readonly scopeMetrics:
      readonly (OtlpScope & { readonly metrics: readonly ExportedMetric[] })[];
  }[];
}
