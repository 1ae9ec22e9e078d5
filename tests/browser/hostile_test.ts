import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { cast } from "../support/cast.ts";
import { type Scene, testInBrowser } from "./scene.ts";

const LONGEST_ID = 1_024;
const IDS = [
  "<img src=x onerror=alert(1)>",
  "<script>alert(1)</script>",
  '"><svg onload=alert(1)>',
  "javascript:alert(1)",
  "\u202Egnol.exe",
  "שלום עולם",
  "a\nb\tc",
  "x".repeat(LONGEST_ID),
];
const ERROR = "<img src=x onerror=alert(2)>" + "e".repeat(10_000);

/** Signs that a text became markup, or broke the layout. */
const HARM = `[
  document.querySelectorAll("img, iframe, [onerror], [onload]").length,
  document.querySelectorAll("script").length - 1,
  document.documentElement.scrollWidth > innerWidth,
  new Set(Array.from(
    document.querySelectorAll('.table-body [role="row"]'),
    (row) => row.getBoundingClientRect().height,
  )).size > 1,
]`;

async function expectNoHarm(scene: Scene): Promise<void> {
  await scene.expect(HARM, [0, 0, false, false]);
}

/** Lets actors of these ids fail, and leave dead letters. */
async function play(scene: Scene): Promise<void> {
  for (const id of IDS) {
    cast.set(id, {
      ask: () => {
        throw new Error(ERROR);
      },
    });
    const puppet = scene.engine.getActor(PuppetProxy, id);
    await puppet.ask(ERROR).catch(() => {});
    scene.engine.poisonPill(PuppetProxy, id);
    await puppet.ask(ERROR).catch(() => {});
    await puppet.ask(ERROR).catch(() => {});
  }
}

testInBrowser("The page shows hostile texts as texts", async (scene) => {
  await scene.open("#/timeline");
  await scene.find("record-button").click();
  await scene.see('[data-testid="record-button"][aria-pressed="true"]');
  await play(scene);
  await scene.see(".timeline canvas");
  await expectNoHarm(scene);
  await scene.go("dead-letters");
  await scene.page.getByTestId("dead-letter-row").nth(IDS.length - 1).click();
  await scene.see('[data-testid="dead-letter"] pre');
  await expectNoHarm(scene);
  for (const tab of ["overview", "streams", "events", "graph"]) {
    await scene.go(tab);
    await scene.see(`[data-testid="view-${tab}"]`);
    await expectNoHarm(scene);
  }
  await scene.expect(
    `Array.from(document.querySelectorAll("[data-node]"), (node) =>
      node.dataset.node).filter((name) => name.startsWith("Puppet/")).length`,
    IDS.length,
  );
  await expectNoHarm(scene);
}, { inspector: { payloads: true } });

testInBrowser("The actors' ids are shown as they are", async (scene) => {
  await scene.open("#/actors");
  await play(scene);
  await scene.expect(
    `Array.from(document.querySelectorAll('[data-testid="actor-row"] .id'),
      (id) => id.textContent).sort()`,
    IDS.toSorted(),
  );
  await expectNoHarm(scene);
  for (const id of IDS) {
    await scene.find("filter").fill(id.slice(0, 1_000).replace(/\s.*/s, ""));
    await scene.find("actor-row").filter({ hasText: id }).first().click();
    await scene.see('[data-testid="failure"]');
    await scene.read(".actor-head h1 .id", [id]);
    await scene.find("failure").first().click();
    await expectNoHarm(scene);
    await scene.find("back").click();
  }
}, { inspector: { payloads: true } });
