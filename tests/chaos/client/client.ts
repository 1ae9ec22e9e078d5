/**
 * A client of the cluster that is at the same time a program with lanes: each
 * calls one actor, until the program's input ends. Whatever is asked for and
 * answered is in its history.
 *
 * @module
 */
import { Engine } from "@backstage/actors";
import { nats } from "@backstage/actors/nats";
import { Chance } from "../../support/chance.ts";
import { passed, within } from "../../../bench/cluster/passed.ts";
import { CAST, nameCoffers, nameScribes, nameSlots } from "./cast.ts";
import { CofferLane } from "./coffer_lane.ts";
import { Journal } from "./journal.ts";
import type { Lane, LaneOptions } from "./lane.ts";
import { ScribeLane } from "./scribe_lane.ts";
import type { ClientSettings } from "./settings.ts";
import { SlotLane } from "./slot_lane.ts";

/** How long lanes ask again once the run has ended. */
const PATIENCE_MS = 60_000;

const FLUSH_MS = 250;

const settings = JSON.parse(Deno.args[0]!) as ClientSettings;
const { servers, replicas, place, seed, tooth, paceMs, path } = settings;
const engine = new Engine({
  cluster: nats({
    ...{ servers, replicas },
    name: settings.cluster,
    node: `client-${place}`,
  }),
});
using journal = new Journal(path);
const ending = new AbortController();
const giveUp = new AbortController();

function makeLanes(): Lane[] {
  const coffers = nameCoffers(CAST);
  const options = (actor: string, at: number): LaneOptions => ({
    ...{ engine, journal, tooth, actor, paceMs },
    name: `${place}/${actor}`,
    chance: new Chance(seed * 1_000_003 + place * 10_007 + at),
    ending: ending.signal,
    giveUp: giveUp.signal,
  });
  const actors = [...coffers, ...nameSlots(CAST), ...nameScribes(CAST)];
  return actors.map((actor, at) => {
    const given = options(actor, at);
    if (actor.startsWith("coffer")) return new CofferLane(given, coffers);
    return actor.startsWith("slot")
      ? new SlotLane(given, 1 + at + place * actors.length)
      : new ScribeLane(given);
  });
}

async function flushUntil(signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await passed(FLUSH_MS);
    journal.flush();
  }
}

await engine.joined;
console.log("joined");
const flushing = flushUntil(giveUp.signal);
const lanes = Promise.all(makeLanes().map((lane) => lane.run()));
for await (const _ of Deno.stdin.readable);
ending.abort();
await within(PATIENCE_MS, lanes);
giveUp.abort();
await lanes;
await flushing;
await engine.stop();
