/**
 * Measures what a send costs that a full inbox turns away, beside one that is
 * accepted and run: `deno task bench:overload`. Overload must not make overload
 * worse: at most three times.
 *
 * @module
 */
import { Engine, type EngineOptions } from "@backstage/actors";
import { SinkProxy } from "./generated/sink_proxy.gen.ts";
import { describeMachine } from "./machine.ts";
import { measure, printTable, type Result, time } from "./measure.ts";

const INBOX_CAPACITY = 10_000;
/** How often an inbox is filled, and how many sends come on top of it. */
const ROUNDS = 20;
const SENDS = 200_000;
const TEXT = "something to take";

const quiet = { debug() {}, info() {}, warn() {}, error() {} };

/** Sends in bursts that fit, and runs them; returns the milliseconds. */
async function sendWhatFits(engine: Engine): Promise<number> {
  const sink = engine.getActor(SinkProxy, "sink");
  return await time(async () => {
    for (let round = 0; round < ROUNDS; round++) {
      for (let at = 1; at < INBOX_CAPACITY; at++) sink.take(TEXT);
      await sink.take(TEXT);
    }
  });
}

/** Sends far more than fits; returns the milliseconds of what did not. */
async function sendTooMuch(options: EngineOptions): Promise<number> {
  await using engine = new Engine({ ...options, logger: quiet });
  const sink = engine.getActor(SinkProxy, "sink");
  for (let at = 0; at < INBOX_CAPACITY; at++) sink.take(TEXT);
  const ms = await time(async () => {
    for (let at = 0; at < SENDS; at++) sink.take(TEXT);
    await Promise.resolve();
  });
  await engine.run();
  return ms;
}

async function compare(name: string, options: EngineOptions): Promise<Result> {
  await using engine = new Engine({ inboxCapacity: INBOX_CAPACITY });
  return await measure({
    name,
    operations: SENDS,
    floorName: "accepted and run",
    goal: "at most 3.0",
    floor: () => sendWhatFits(engine),
    ours: () => sendTooMuch({ ...options, inboxCapacity: INBOX_CAPACITY }),
  });
}

if (import.meta.main) {
  const results = [
    await compare("refused", { overflow: "refuse" }),
    await compare("newest dropped", { overflow: "drop-newest" }),
    await compare("oldest dropped", { overflow: "drop-oldest" }),
  ];
  printTable(results);
  console.log(`\n${describeMachine()}`);
}
