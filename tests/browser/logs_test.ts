import { assertEquals } from "@std/assert";
import { CounterProxy } from "../cast/generated/counter_proxy.gen.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
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
  await scene.see(".empty >> text=No dead letter matches");
  await scene.find("kind-filter").selectOption("poisoned");
  await scene.read(count, ["5"]);
  assertEquals(
    await scene.find("tally").textContent(),
    "5 since a client is connected",
  );
});

testInBrowser("I5: the page says what was not recorded", async (scene) => {
  cast.set("p", {
    ask: () => {
      throw new RangeError("no luck");
    },
  });
  const puppet = scene.engine.getActor(PuppetProxy, "p");
  for (let times = 0; times < 2; times++) await puppet.ask(1).catch(() => {});
  await bury(scene, 3);
  await scene.open("#/actors/Puppet/p");
  await scene.page.getByText(
    "2 turns have failed before a client was connected: " +
      "the errors were not recorded.",
  ).waitFor();
  await scene.go("dead-letters");
  await scene.page.getByText(/^0 since a client.*, 3 before, not recorded$/)
    .waitFor();
});
