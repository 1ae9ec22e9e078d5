/**
 * A node of the cluster that is killed, stopped and cut off: it serves until it
 * is told to end, and says when it takes part.
 *
 * @module
 */
import { Engine, stopOnSignals } from "@backstage/actors";
import { nats } from "@backstage/actors/nats";
import type { Store } from "../../../src/store/store.ts";
import { CofferProxy } from "../../cast/generated/coffer_proxy.gen.ts";
import { PorterProxy } from "../../cast/generated/porter_proxy.gen.ts";
import { ScribeProxy } from "../../cast/generated/scribe_proxy.gen.ts";
import { SlotProxy } from "../../cast/generated/slot_proxy.gen.ts";
import { HastyStore, UnfencedStore } from "./broken_store.ts";
import type { NodeSettings } from "./settings.ts";

const settings = JSON.parse(Deno.args[0]!) as NodeSettings;
const { servers, node, replicas, tooth } = settings;

/** Breaks the cluster's store, where a tooth is of one. */
function breakStore(store: Store): Store {
  if (tooth === "early") return new HastyStore(store);
  return tooth === "unfenced" ? new UnfencedStore(store) : store;
}

const cluster = nats({
  ...{ servers, node, replicas },
  name: settings.cluster,
});
const engine = new Engine({
  cluster,
  ...(cluster.store === null ? {} : { store: breakStore(cluster.store) }),
  actors: [CofferProxy, PorterProxy, ScribeProxy, SlotProxy],
});
stopOnSignals(engine);
endWithParent();
await engine.joined;
console.log("joined");
await engine.stopped;
Deno.exit();

/** Ends the process once the one is gone that has started it. */
async function endWithParent(): Promise<void> {
  for await (const _ of Deno.stdin.readable);
  Deno.exit(1);
}
