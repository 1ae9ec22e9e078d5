import { assertEquals } from "@std/assert";
import { BrittlePuppetProxy } from "../cast/generated/brittle_puppet_proxy.gen.ts";
import { CounterProxy } from "../cast/generated/counter_proxy.gen.ts";
import { cast } from "../support/cast.ts";
import { type Scene, testInBrowser } from "./scene.ts";

const PHONE = { browser: { viewport: { width: 390, height: 844 } } };

/** The elements of a selector whose text is cut, or that leave the screen. */
function findCut(selector: string): string {
  return `Array.from(document.querySelectorAll(${JSON.stringify(selector)}))
    .filter((element) => {
      const { left, right, width } = element.getBoundingClientRect();
      const isCut = element.scrollWidth > element.clientWidth + 1;
      return width > 0 && (isCut || left < 0 || right > innerWidth);
    }).map((element) => element.textContent)`;
}

/** Lets calls come behind a pill: they are dead letters. */
async function bury({ engine }: Scene, calls: number): Promise<void> {
  const counter = engine.getActor(CounterProxy, "a");
  await counter.add(1);
  engine.poisonPill(CounterProxy, "a");
  const late = Array.from({ length: calls }, () => counter.add(1));
  await Promise.allSettled(late);
}

testInBrowser("I7: a phone's dead letters show the method", async (scene) => {
  await scene.open("#/dead-letters");
  await bury(scene, 3);
  const row = '[data-testid="dead-letter-row"]';
  await scene.see(`${row} .method.narrow`);
  await scene.read(`${row} .method.narrow`, [".add"]);
  await scene.read(`${row} [data-cell="at"] b`, ["× 3"]);
  await scene.expect(findCut(`${row} .data, .bar button, .tally`), []);
  await scene.expect(`document.documentElement.scrollWidth`, 390);
}, PHONE);

testInBrowser("I7: a phone's events show what happened", async (scene) => {
  await scene.open("#/events");
  await bury(scene, 1);
  await scene.see('[data-kind="dead-letter"] .data.narrow');
  await scene.read('[data-kind="dead-letter"] [data-cell="actor"] .narrow', [
    "add was not taken (poisoned)",
  ]);
  await scene.expect(`document.documentElement.scrollWidth`, 390);
}, PHONE);

testInBrowser("I5: equal dead letters fold into one", async (scene) => {
  await scene.open("#/dead-letters");
  await bury(scene, 5);
  const count = '[data-testid="dead-letter-row"] [data-cell="count"]';
  await scene.read(count, ["5"]);
  await scene.find("fold-toggle").click();
  await scene.read(count, ["1", "1", "1", "1", "1"]);
  await scene.find("fold-toggle").click();
  await scene.read(count, ["5"]);
  await scene.find("kind-filter").selectOption("dropped");
  await scene.see(".empty >> text=No recorded dead letter matches");
  await scene.find("kind-filter").selectOption("poisoned");
  await scene.read(count, ["5"]);
  assertEquals(
    await scene.find("tally").textContent(),
    "5 since the engine began",
  );
});

/** Lets a puppet fail with errors of all kinds, and calls become dead. */
async function haveIncident(
  scene: Scene,
  counts: { readonly failures: number; readonly letters: number },
): Promise<void> {
  let failures = 0;
  cast.set("p", {
    ask: () => {
      throw new RangeError(`no luck ${++failures}`);
    },
  });
  const puppet = scene.engine.getActor(BrittlePuppetProxy, "p");
  for (let times = 0; times < counts.failures; times++) {
    await puppet.ask(1).catch(() => {});
  }
  await bury(scene, counts.letters);
}

testInBrowser("I5: the page shows what came before it", async (scene) => {
  await haveIncident(scene, { failures: 2, letters: 3 });
  await scene.open();
  await scene.read('[data-testid="figure-failures"] :is(.value, .more)', [
    "2",
    "2 restarts",
  ]);
  await scene.read('[data-type="BrittlePuppet"] td', [
    ...["1", "0", "2", "2", "2", "2", "0", "0", ""],
  ]);
  await scene.find("figure-failures").click();
  const row = '[data-testid="event-row"]';
  await scene.read(`${row} [data-cell="text"]`, [
    "ask failed: RangeError: no luck 2",
    "ask failed: RangeError: no luck 1",
  ]);
  const tally = '[data-testid="tally"]';
  await scene.read(tally, ["5 recorded, 2 restarts not recorded"]);
  await scene.see(`${row} >> nth=0`).then((found) => found.dblclick());
  await scene.read(".failure summary .error", [
    "RangeError: no luck 2",
    "RangeError: no luck 1",
  ]);
  await scene.go("dead-letters");
  await scene.read(
    '[data-testid="dead-letter-row"] [data-cell="count"]',
    ["3"],
  );
  await scene.read(tally, ["3 since the engine began"]);
});

testInBrowser("I5: the page says what is only counted", async (scene) => {
  await haveIncident(scene, { failures: 150, letters: 1 });
  await scene.open("#/events?failed");
  const tally = '[data-testid="tally"]';
  await scene.read(tally, [
    "100 recorded, 51 failures, 150 restarts not recorded",
  ]);
  await scene.open("#/actors/BrittlePuppet/p");
  await scene.find("failures-rest").waitFor();
  await scene.read('[data-testid="failures-rest"]', [
    "130 earlier not recorded or not shown.",
  ]);
  await scene.see(".failure >> nth=0").then((found) => found.click());
  await scene.see(".failure[open] >> text=No stack was recorded");
  await scene.expect(
    `Array.from(document.querySelectorAll(".strip dt")).find((term) =>
      term.textContent === "Restarts").nextElementSibling.textContent`,
    "150",
  );
});
