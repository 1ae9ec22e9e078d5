/**
 * Tries the core, its proxies and its tests' runtime, and prints what came of
 * it as one line: the same one wherever it runs. A second line says what the
 * inspector did. It is bundled to be run where there is no Deno.
 */
import { CallError, Engine, newSubscriber } from "@backstage/actors";
import { observe } from "@backstage/actors/telemetry";
import { SimulatedRuntime } from "@backstage/actors/testing";
import { CounterProxy } from "../cast/generated/counter_proxy.gen.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { RecorderProxy } from "../cast/generated/recorder_proxy.gen.ts";
import { cast } from "../support/cast.ts";

const SILENT = { debug() {}, info() {}, warn() {}, error() {} };

cast.set("echo", { ask: (_ctx, input) => input });
cast.set("failing", {
  ask: () => {
    throw new RangeError("too far");
  },
});
cast.set("endless", {
  ask: (ctx) =>
    new Promise((end) => ctx.turn.signal.addEventListener("abort", end)),
});

/** Values that have a class, and those that Node 24 has no method for. */
const VALUES: Record<string, unknown> = {
  bigint: 2n ** 70n,
  negative: -(2n ** 70n),
  date: new Date(5),
  error: new TypeError("no"),
  floats: new Float64Array([1.5]),
  bytes: new Uint8Array([1, 2]),
  map: new Map([["a", new Set([1])]]),
  text: "\ud800 alone",
  url: new URL("a:b"),
};

async function tryCore(wire: "auto" | "always"): Promise<unknown[]> {
  await using engine = new Engine({ wire, logger: SILENT });
  using _observing = observe(engine);
  const counter = engine.getActor(CounterProxy, "a");
  counter.add(1);
  const count = await counter.add(1);
  const echo = engine.getActor(PuppetProxy, "echo");
  const values = await echo.ask(VALUES) as Record<string, unknown>;
  const failing = engine.getActor(PuppetProxy, "failing");
  const error = await catchError(failing.ask(null));
  const endless = engine.getActor(PuppetProxy, "endless");
  const late = await catchError(endless.with({ timeoutMs: 5 }).ask(null));
  return [
    count,
    Object.entries(values).map(([name, value]) => [name, describe(value)]),
    [error instanceof RangeError, error.message],
    late instanceof CallError && late.code,
    await tryStream(engine),
    await engine.poisonPill(CounterProxy, "a").then(() => counter.add(1)),
  ];
}

async function catchError(promise: PromiseLike<unknown>): Promise<Error> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error("It did not fail");
}

async function tryStream(engine: Engine): Promise<unknown> {
  const news = engine.getStream<{ from: string; index: number }>("news");
  news.subscribe(newSubscriber("r", RecorderProxy.Method.hear));
  for (const index of [1, 2]) await news.next({ from: "x", index });
  await engine.run();
  return await engine.getActor(RecorderProxy, "r").entries();
}

async function trySimulation(): Promise<unknown> {
  const runtime = new SimulatedRuntime({ seed: 7 });
  await using engine = new Engine({ runtime, logger: SILENT });
  let ticks = 0;
  cast.set("ticking", {
    init: (ctx) => void ctx.runRecurring(1_000, () => void ticks++),
  });
  await engine.getActor(PuppetProxy, "ticking").ask(null);
  await runtime.advance(60_000);
  return ticks;
}

/** Real timers, of some time and of none, and a flood that gives way. */
async function tryTimers(): Promise<unknown> {
  await using engine = new Engine({ logger: SILENT });
  const { promise, resolve } = Promise.withResolvers<string>();
  cast.set("waiting", {
    init: (ctx) => void ctx.runOnce(2, () => resolve("fired")),
  });
  engine.getActor(PuppetProxy, "waiting").tell(null);
  const counter = engine.getActor(CounterProxy, "flooded");
  for (let at = 0; at < 20_000; at++) counter.increment();
  return [await promise, await counter.count()];
}

/** An inspector that cannot start is a log line, and no failure. */
async function tryInspector(): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<unknown>();
  const logger = { ...SILENT, info: resolve, error: resolve };
  await using _engine = new Engine({ logger, inspector: { port: 0 } });
  return String(await promise).replace(/http:.*/, "");
}

function describe(value: unknown): string {
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  if (value instanceof Map) return `Map ${describe([...value])}`;
  if (value instanceof Set) return `Set ${describe([...value])}`;
  if (Array.isArray(value)) return `[${value.map(describe).join()}]`;
  if (ArrayBuffer.isView(value)) {
    return `${value.constructor.name} ${value.byteLength}`;
  }
  return typeof value === "string" ? JSON.stringify(value) : `${value}`;
}

console.log(JSON.stringify([
  await tryCore("auto"),
  await tryCore("always"),
  await trySimulation(),
  await tryTimers(),
]));
console.log(await tryInspector());
