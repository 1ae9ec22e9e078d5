import { assert, assertEquals, assertRejects } from "@std/assert";
import { simulate, SimulationError } from "@backstage/actors/testing";
import { Buffer } from "node:buffer";
import { CounterProxy } from "../cast/generated/counter_proxy.gen.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import type { TimelineTurn } from "../../src/inspector/wire/protocol.ts";
import { cast } from "../support/cast.ts";
import { type Scene, testInBrowser } from "./scene.ts";

testInBrowser("The dead letters are shown as they come", async (scene) => {
  const { engine } = scene;
  const counter = engine.getActor(CounterProxy, "a");
  await counter.add(1);
  await scene.open("#/dead-letters");
  await scene.see(".empty >> text=No dead letters");
  engine.poisonPill(CounterProxy, "a");
  // The call comes behind the pill: it is a dead letter.
  await counter.add(1).catch(() => {});
  const row = '[data-testid="dead-letter-row"]';
  await scene.read(`${row} .actor-name`, ["Counter/a"]);
  await scene.read(`${row} [data-cell="method"] .method`, ["add"]);
  await scene.page.locator(row).click();
  await scene.see('[data-testid="dead-letter"] pre');
  await scene.find("filter").fill("nobody");
  await scene.read(row, []);
});

testInBrowser("The graph shows who waits for whom", async (scene) => {
  const door = Promise.withResolvers<void>();
  cast.set("front", {
    ask: (ctx) => ctx.getActor(PuppetProxy, "slow").ask(null),
  });
  cast.set("slow", { ask: () => door.promise });
  await scene.open("#/graph");
  const reply = scene.engine.getActor(PuppetProxy, "front").ask(null);
  await scene.page.locator(".edge-label", { hasText: /^waits / }).waitFor();
  await scene.see(".edge.is-waiting");
  await scene.read('[data-testid="graph-badge"]', ["1"]);
  await scene.expect(
    `Array.from(document.querySelectorAll('[data-testid="graph-node"]'),
      (node) => node.dataset.node).filter((name) => name !== "").sort()`,
    ["Puppet/front", "Puppet/slow"],
  );
  await scene.read(".waits .actor-name", ["Puppet/front", "Puppet/slow"]);
  assertEquals(await scene.find("deadlock").count(), 0);
  door.resolve();
  await reply;
  await scene.read(".waits .actor-name", []);
});

testInBrowser("I6: the graph shows one actor among many", async (scene) => {
  const { engine } = scene;
  cast.set("hub", {
    ask: (ctx) => {
      for (let at = 0; at < 80; at++) {
        ctx.getActor(CounterProxy, `c${at}`).increment();
      }
    },
  });
  await scene.open("#/graph");
  const hub = engine.getActor(PuppetProxy, "hub");
  await hub.ask(null);
  const nodes = `Array.from(
    document.querySelectorAll('[data-testid="graph-node"]'),
    (node) => node.dataset.node)`;
  await scene.expect(`${nodes}.sort()`, ["", "Counter", "Puppet"]);
  await scene.find("graph-by-actor").click();
  await scene.page.locator(".finder input").fill("hub");
  await scene.page.locator('[data-actor="Puppet/hub"]').click();
  await scene.expect(`${nodes}.includes("Puppet/hub")`, true);
  // Itself, the outside, eight counters and the rest of them.
  await scene.expect(`${nodes}.length`, 11);
  const badge = await scene.find("graph-badge").count();
  assertEquals(badge, 0, "an await that is over is no alarm");
});

/** Lets two actors wait for each other. */
function closeCircle(scene: Scene): Promise<unknown> {
  cast.set("a", { ask: (ctx) => ctx.getActor(PuppetProxy, "b").ask(null) });
  cast.set("b", { ask: (ctx) => ctx.getActor(PuppetProxy, "a").ask(null) });
  const puppet = scene.engine.getActor(PuppetProxy, "a");
  return puppet.ask(null).catch((error) => error.name);
}

testInBrowser("The overview tells of a deadlock", async (scene) => {
  await scene.open();
  assertEquals(await closeCircle(scene), "DeadlockError");
  await scene.find("deadlock-notice").click();
  await scene.read('[data-testid="dead-letter-row"] .reason', ["deadlock"]);
  await scene.read('[data-testid="dead-letter-row"] .actor-name', [
    "Puppet/a",
    "Puppet/b",
  ]);
});

/** Presses a button that saves a file, and reads that file. */
async function save<Value>(scene: Scene, button: string): Promise<Value> {
  const [download] = await Promise.all([
    scene.page.waitForEvent("download"),
    scene.find(button).click(),
  ]);
  return JSON.parse(await Deno.readTextFile(await download.path()));
}

testInBrowser("The timeline records turns and saves them", async (scene) => {
  const counter = scene.engine.getActor(CounterProxy, "a");
  await counter.add(1);
  await scene.open("#/timeline");
  await scene.find("record-button").click();
  await scene.see('[data-testid="record-button"][aria-pressed="true"]');
  await scene.see(".empty >> text=Recording");
  for (let times = 0; times < 5; times++) await counter.add(1);
  await scene.page.locator(".tally", { hasText: /^5 turns, 1/ }).waitFor();
  await scene.find("record-button").click();
  await scene.see('[data-testid="record-button"][aria-pressed="false"]');
  await counter.count();
  const turns = await save<TimelineTurn[]>(scene, "export-json");
  assertEquals(
    turns.map(({ actor, method, outcome }) => [actor, method, outcome]),
    Array(5).fill([{ type: "Counter", id: "a" }, "add", "done"]),
  );
  const { traceEvents } = await save<{ traceEvents: { name: string }[] }>(
    scene,
    "export-trace",
  );
  assertEquals(traceEvents.map(({ name }) => name), [
    "thread_name",
    ...Array(5).fill("add"),
  ]);
  assert(turns.every(({ startedAt, endedAt }) => startedAt <= endedAt));
});

testInBrowser("The timeline opens the trace of a simulation", async (scene) => {
  const error = await assertRejects(
    () =>
      simulate({ seeds: [1] }, async ({ engine }) => {
        await engine.getActor(CounterProxy, "a").add(1);
        await engine.getActor(CounterProxy, "b").add(1);
        throw new Error("no");
      }),
    SimulationError,
  );
  await scene.open("#/timeline");
  const open = (text: string) =>
    scene.find("open-file").setInputFiles({
      name: "seed.json",
      mimeType: "application/json",
      buffer: Buffer.from(text),
    });
  await open(JSON.stringify(error.schedule?.trace));
  await scene.page.locator(".tally", { hasText: /^2 turns, 2/ }).waitFor();
  await scene.see(".timeline canvas");
  await open("no JSON");
  await scene.see("text=this file holds no turns");
});
