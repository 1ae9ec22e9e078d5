// Turns the inspector on as its arguments say, works, and says so. It ends by
// itself where nothing but the inspector is left.
import { Engine } from "@backstage/actors";
import { CounterProxy } from "../cast/generated/counter_proxy.gen.ts";

const [option = "{}"] = Deno.args;
const options = JSON.parse(option);
const engine = new Engine(options);
const counter = engine.getActor(CounterProxy, "a");
console.log("counted", await counter.add(2));
// The line comes once it is loaded.
if (options.inspector !== undefined) {
  const { inspect } = await import("@backstage/actors/inspector");
  console.log("loaded", typeof inspect);
}
