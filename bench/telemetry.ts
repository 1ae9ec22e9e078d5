/**
 * Measures what telemetry costs a message: `deno task bench:telemetry`. Set
 * `OTEL_DENO=true` to have Deno make and export the spans, too.
 *
 * @module
 */
import { Engine } from "@backstage/actors";
import { observe, type TelemetryOptions } from "@backstage/actors/telemetry";
import { AdderProxy } from "./generated/adder_proxy.gen.ts";
import { SinkProxy } from "./generated/sink_proxy.gen.ts";
import { median, time } from "./measure.ts";

const CALLS = 20_000;
const BURST = 1_000;
const ROUNDS = 7;

const SETTINGS: Record<string, TelemetryOptions | null> = {
  "off": null,
  "counters only": { spans: false, durations: false },
  "all metrics": { spans: false },
  "spans that a filter leaves out": { metrics: false, filter: () => false },
  "spans": { metrics: false },
  "all": {},
};

async function call(engine: Engine): Promise<number> {
  const adder = engine.getActor(AdderProxy, "adder");
  const ms = await time(async () => {
    for (let at = 0; at < CALLS; at++) await adder.add(1);
  });
  return ms * 1e6 / CALLS;
}

async function send(engine: Engine): Promise<number> {
  const sink = engine.getActor(SinkProxy, "sink");
  const ms = await time(async () => {
    for (let sent = 0; sent < CALLS; sent += BURST) {
      for (let at = 1; at < BURST; at++) sink.take("hello");
      await sink.take("hello");
    }
  });
  return ms * 1e6 / CALLS;
}

const figures = new Map(
  Object.keys(SETTINGS).map((name) => [name, { calls: [], sends: [] }]),
) as Map<string, { calls: number[]; sends: number[] }>;
for (let round = -2; round < ROUNDS; round++) {
  for (const [name, options] of Object.entries(SETTINGS)) {
    await using engine = new Engine();
    using _telemetry = options && observe(engine, options);
    const callNs = await call(engine);
    const sendNs = await send(engine);
    if (round < 0) continue;
    figures.get(name)!.calls.push(callNs);
    figures.get(name)!.sends.push(sendNs);
  }
}
console.log(
  "| telemetry | awaited call ns | one-way ns |\n| --- | --- | --- |",
);
for (const [name, { calls, sends }] of figures) {
  const [callNs, sendNs] = [calls, sends].map((all) => median(all).toFixed(0));
  console.log(`| ${name} | ${callNs} | ${sendNs} |`);
}
