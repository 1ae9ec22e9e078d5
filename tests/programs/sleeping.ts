// Sleeps, and nothing else is left that keeps the process alive; then ends
// actors whose work sleeps on, which no code looks after.
import { type Context, Engine } from "@backstage/actors";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { cast } from "../support/cast.ts";

async function loop(ctx: Context): Promise<void> {
  while (true) await ctx.sleep(10);
}

cast.set("naps", {
  tell: async (ctx) => {
    await ctx.sleep(100);
    console.log("rested");
  },
});
for (const id of ["poisoned", "stopped"]) {
  cast.set(id, { construct: (ctx) => void loop(ctx), ask: () => id });
}

const engine = new Engine();
engine.getActor(PuppetProxy, "naps").tell(null);
addEventListener("beforeunload", (event) => {
  // Only once: work that begins here keeps the process alive again.
  if (engine.isActive(PuppetProxy, "poisoned")) return;
  if (engine.snapshot().actors.length === 0) return;
  event.preventDefault();
  void end();
});

async function end(): Promise<void> {
  await engine.getActor(PuppetProxy, "poisoned").ask(null);
  await engine.poisonPill(PuppetProxy, "poisoned");
  await engine.getActor(PuppetProxy, "stopped").ask(null);
  await engine.stop();
  // Other work is told of as ever.
  void Promise.reject(new Error("boom"));
}

addEventListener("unhandledrejection", (event) => {
  if (event.reason.message !== "boom") return;
  console.log(event.defaultPrevented ? "hidden" : "boom");
  event.preventDefault();
  // The process goes on behind it.
  setTimeout(() => console.log("still here"), 0);
});
