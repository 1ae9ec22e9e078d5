import { assert, assertEquals, assertGreater } from "@std/assert";
import { CounterProxy } from "../cast/generated/counter_proxy.gen.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { cast } from "../support/cast.ts";
import { Inspected } from "../support/inspected.ts";
import { type Scene, testInBrowser } from "./scene.ts";

const figure = (name: string) => `[data-testid="figure-${name}"]`;

/** Lets an actor fail so many times. */
async function breakDown(scene: Scene, times: number): Promise<void> {
  cast.set("broken", {
    ask: () => {
      throw new Error("no luck");
    },
  });
  const puppet = scene.engine.getActor(PuppetProxy, "broken");
  for (let at = 0; at < times; at++) await puppet.ask(null).catch(() => {});
}

testInBrowser("The overview shows what the engine did", async (scene) => {
  const { engine } = scene;
  for (const id of ["a", "b", "c"]) {
    for (let at = 0; at < 5; at++) {
      await engine.getActor(CounterProxy, id).add(1);
    }
  }
  await scene.open();
  await scene.read(`${figure("actors")} .value`, ["3"]);
  await scene.read(`${figure("messages")} .more`, ["15 handled"]);
  await scene.read(`${figure("failures")} .value`, ["0"]);
  await breakDown(scene, 2);
  await scene.read(`${figure("failures")} .value`, ["2"]);
  await scene.read(`${figure("actors")} .value`, ["4"]);
  const handled = engine.snapshot().actors
    .reduce((sum, actor) => sum + actor.handled, 0);
  await scene.read(`${figure("messages")} .more`, [`${handled} handled`]);
});

testInBrowser("The overview shows what is still to be done", async (scene) => {
  const door = Promise.withResolvers<void>();
  cast.set("p", { ask: () => door.promise });
  const puppet = scene.engine.getActor(PuppetProxy, "p");
  const replies = [1, 2, 3].map((input) => puppet.ask(input));
  await scene.open();
  await scene.read(`${figure("queued")} .value`, ["2"]);
  await scene.read(`${figure("messages")} .more`, ["0 handled"]);
  door.resolve();
  await Promise.all(replies);
  await scene.read(`${figure("queued")} .value`, ["0"]);
  await scene.read(`${figure("messages")} .more`, ["3 handled"]);
});

testInBrowser(
  "The overview keeps the token out of the address",
  async (scene) => {
    await scene.open();
    const { origin } = new URL(scene.inspected.inspector.url);
    assertEquals(scene.page.url(), `${origin}/`);
    await scene.page.reload();
    await scene.see('[data-testid="connection"][data-state="open"]');
  },
);

testInBrowser("The page goes on when the engine is back", async (scene) => {
  const { inspected } = scene;
  const { port, token } = inspected;
  await inspected.engine.getActor(CounterProxy, "a").add(1);
  await scene.open();
  await scene.read(`${figure("actors")} .value`, ["1"]);
  await inspected.engine.stop({ drain: false });
  await scene.see('[data-testid="connection"][data-state="gone"]');
  await scene.see('[data-testid="absence"]');
  await using again = await Inspected.open({ port, token });
  for (const id of ["x", "y", "z"]) {
    await again.engine.getActor(CounterProxy, id).add(1);
  }
  await scene.see('[data-testid="connection"][data-state="open"]');
  await scene.read(`${figure("actors")} .value`, ["3"]);
  await scene.read(`${figure("messages")} .more`, ["3 handled"]);
  assertEquals(await scene.find("absence").count(), 0);
  await scene.page.context().close();
}, { allowed: /WebSocket|ERR_CONNECTION|Failed to load resource/ });

testInBrowser("The page says that its token is refused", async (scene) => {
  const { port } = scene.inspected;
  await scene.page.goto(`http://127.0.0.1:${port}/?token=wrong`);
  await scene.see('[data-testid="connection"][data-state="refused"]');
  await scene.see('[data-testid="absence"]');
}, { allowed: /401|WebSocket/ });

/** Reads how far apart, in light, the page's text and its ground are. */
const LIGHT = `(() => {
  const light = (color) => {
    const [r, g, b] = color.match(/[\\d.]+/g).map(Number);
    return (0.2126 * r + 0.7152 * g + 0.0722 * b) / 255;
  };
  const { color, backgroundColor } = getComputedStyle(document.documentElement);
  return [light(color), light(backgroundColor)];
})()`;

testInBrowser(
  "The page is dark or light as its reader likes",
  async (scene) => {
    const { page } = scene;
    const readLight = () => page.evaluate<[number, number]>(LIGHT);
    await scene.open();
    const [text, ground] = await readLight();
    assertGreater(text - ground, 0.5, "dark");
    await page.emulateMedia({ colorScheme: "light" });
    await scene.expect(`${LIGHT}[1] > 0.8`, true);
    const [lightText, lightGround] = await readLight();
    assertGreater(lightGround - lightText, 0.5, "light");
    await scene.find("theme-toggle").click();
    await scene.expect(`${LIGHT}[1] < 0.3`, true);
    await page.reload();
    await scene.expect(`${LIGHT}[1] < 0.3`, true);
    assert(
      (await scene.find("theme-toggle").getAttribute("title"))
        ?.includes("dark"),
    );
  },
  { browser: { colorScheme: "dark" } },
);
