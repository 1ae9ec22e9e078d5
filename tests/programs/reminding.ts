// Sets a reminder, and nothing else is left that keeps the process alive: it
// ends once that has fired.
import { Engine } from "@backstage/actors";
import { memoryStore } from "@backstage/actors/testing";
import { onChime } from "../cast/chimer.ts";
import { ChimerProxy } from "../cast/generated/chimer_proxy.gen.ts";

onChime.set("soon", () => console.log("fired"));
const engine = new Engine({ store: memoryStore() });
await engine.getActor(ChimerProxy, "a").set("x", { inMs: 100 }, "soon");
console.log("set");
