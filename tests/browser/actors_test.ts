import { assertEquals, assertLess } from "@std/assert";
import { CounterProxy } from "../cast/generated/counter_proxy.gen.ts";
import { RecorderProxy } from "../cast/generated/recorder_proxy.gen.ts";
import { type Scene, testInBrowser } from "./scene.ts";

const ROW = '[data-testid="actor-row"]';

/** Reads the rows in sight: the actor, and the text of one of its cells. */
function listRows(column: string): string {
  return `Array.from(document.querySelectorAll('${ROW}'), (row) => [
    row.dataset.actor,
    row.querySelector('[data-cell="${column}"]').textContent,
  ])`;
}

/** Lets counters count: the first one once, the second one twice... */
async function count(scene: Scene, ids: readonly string[]): Promise<void> {
  for (const [at, id] of ids.entries()) {
    const counter = scene.engine.getActor(CounterProxy, id);
    for (let times = 0; times <= at; times++) await counter.add(1);
  }
}

/** The turns that actors handled, by the engine's own snapshot. */
function listHandled(scene: Scene): string[][] {
  return scene.engine.snapshot().actors
    .toSorted((a, b) => a.handled - b.handled)
    .map(({ actor, handled }) => [
      `${actor.type}/${actor.id}`,
      String(handled),
    ]);
}

testInBrowser("The actors appear and disappear", async (scene) => {
  await count(scene, ["a"]);
  await scene.open("#/actors");
  await scene.expect(listRows("handled"), [["Counter/a", "1"]]);
  await scene.engine.getActor(CounterProxy, "late").add(1);
  await scene.see(`${ROW}[data-actor="Counter/late"]`);
  await scene.read('[data-testid="tally"]', ["2"]);
  scene.engine.poisonPill(CounterProxy, "a");
  await scene.expect(listRows("handled"), [["Counter/late", "1"]]);
  await scene.read('[data-testid="tally"]', ["1"]);
});

testInBrowser(
  "The actors are sorted by any column, both ways",
  async (scene) => {
    await count(scene, ["b", "c", "a"]);
    await scene.open("#/actors");
    const head = scene.find("column-handled");
    await head.click();
    const most = listHandled(scene).reverse();
    assertEquals(most, [["Counter/a", "3"], ["Counter/c", "2"], [
      "Counter/b",
      "1",
    ]]);
    await scene.expect(listRows("handled"), most);
    await scene.see('[aria-sort="descending"] [data-testid="column-handled"]');
    await head.click();
    await scene.expect(listRows("handled"), most.toReversed());
    await scene.see('[aria-sort="ascending"] [data-testid="column-handled"]');
    await scene.find("column-id").click();
    await scene.read(`${ROW} .id`, ["a", "b", "c"]);
  },
);

testInBrowser("The actors are filtered by text and by type", async (scene) => {
  await count(scene, ["red", "green", "blue"]);
  await scene.engine.getActor(RecorderProxy, "green").record("me", 1);
  await scene.open("#/actors");
  await scene.find("column-handled").click();
  await scene.find("filter").fill("GREEN");
  await scene.read('[data-testid="tally"]', ["2 of 4"]);
  await scene.expect(listRows("handled"), [
    ["Counter/green", "2"],
    ["Recorder/green", "1"],
  ]);
  await scene.find("type-filter").selectOption("Recorder");
  await scene.expect(listRows("handled"), [["Recorder/green", "1"]]);
  await scene.find("filter").fill("nobody");
  await scene.expect(listRows("handled"), []);
  await scene.read('[data-testid="tally"]', ["0 of 4"]);
});

testInBrowser("The actors are grouped by type, with sums", async (scene) => {
  await count(scene, ["a", "b", "c"]);
  await scene.engine.getActor(RecorderProxy, "r").record("me", 1);
  await scene.open("#/actors");
  await scene.find("column-handled").click();
  await scene.find("group-toggle").click();
  const groups = `Array.from(
    document.querySelectorAll('[data-testid="group-row"]'),
    (row) => [row.dataset.type, ...["id", "handled"].map((key) =>
      row.querySelector('[data-cell="' + key + '"]').textContent)])`;
  await scene.expect(groups, [["Counter", "3", "6"], ["Recorder", "1", "1"]]);
  await scene.page.locator('[data-type="Counter"]').click();
  await scene.expect(
    listRows("handled"),
    listHandled(scene)
      .filter(([name]) => name!.startsWith("Counter")).reverse(),
  );
});

const MANY = 20_000;
/** The rows in sight that do not belong there. */
const WRONG_ROWS = `Array.from(
  document.querySelectorAll('.table-body [role="row"]'),
  (row) => [
    row.dataset.actor,
    "Counter/" + String(row.ariaRowIndex - 2).padStart(5, "0"),
  ],
).filter(([shown, right]) => shown !== right)`;
/** Counts the rows of each frame, and keeps the most. */
const WATCH_FRAMES = `(() => {
  globalThis.watched = { frames: 0, most: 0 };
  const look = () => {
    const { length } = document.querySelectorAll('[role="row"]');
    watched.frames += 1;
    watched.most = Math.max(watched.most, length);
    requestAnimationFrame(look);
  };
  look();
})()`;

testInBrowser(
  "The actors scroll smoothly when they are many",
  async (scene) => {
    const { page, engine } = scene;
    for (let at = 0; at < MANY; at++) {
      engine.getActor(CounterProxy, String(at).padStart(5, "0")).increment();
    }
    await scene.open("#/actors");
    await scene.find("column-id").click();
    await scene.read('[data-testid="tally"]', ["20\u202f000"]);
    await page.evaluate(WATCH_FRAMES);
    await page.locator('[role="grid"]').hover();
    for (let turns = 0; turns < 20; turns++) await page.mouse.wheel(0, 900);
    await scene.expect(
      `document.querySelector('[role="grid"]').scrollTop`,
      18_000,
    );
    await scene.expect(WRONG_ROWS, []);
    await page.keyboard.press("End");
    await scene.see(`${ROW}[data-actor="Counter/19999"]`);
    await scene.expect(WRONG_ROWS, []);
    await page.keyboard.press("Home");
    await scene.see(`${ROW}[data-actor="Counter/00000"]`);
    await scene.expect(WRONG_ROWS, []);
    const { frames, most } = await page.evaluate<
      { frames: number; most: number }
    >("watched");
    assertLess(most, 80, `in ${frames} frames`);
  },
);
