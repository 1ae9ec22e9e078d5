import { assertEquals } from "@std/assert";
import { CounterProxy } from "../cast/generated/counter_proxy.gen.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { cast } from "../support/cast.ts";
import { type Scene, testInBrowser } from "./scene.ts";

/** Reads the figures above an actor: what they are called, and their texts. */
const FIGURES = `Object.fromEntries(Array.from(
  document.querySelectorAll(".strip > div"),
  (figure) => Array.from(figure.children, (part) => part.textContent),
))`;

/** Reads the table of methods: name, count, failed. */
const METHODS = `Array.from(
  document.querySelectorAll("[data-method]"),
  ({ children: [method, count, failed] }) =>
    [method, count, failed].map((cell) => cell.textContent),
)`;

async function openActor(scene: Scene, name: string): Promise<void> {
  await scene.open("#/actors");
  await scene.page.locator(`[data-actor="${name}"]`).click();
  await scene.see('[data-testid="actor-detail"] .strip');
}

testInBrowser("The actor's view shows what it did", async (scene) => {
  const { engine } = scene;
  const counter = engine.getActor(CounterProxy, "a");
  await counter.add(2);
  await openActor(scene, "Counter/a");
  await counter.add(3);
  await counter.add(4);
  await counter.count();
  await scene.expect(METHODS, [
    ["add(amount: number)", "2", "0"],
    ["increment()", "0", "0"],
    ["count()", "1", "0"],
  ]);
  const { accepted, handled } = engine.snapshot().actors[0]!;
  assertEquals([accepted, handled], [4, 4]);
  await scene.expect(
    `(({ Accepted, Handled, Failed }) => [Accepted, Handled, Failed])(
      ${FIGURES})`,
    ["4", "4", "0"],
  );
  await scene.read('[data-testid="recent-turn"] .method', [
    "count",
    "add",
    "add",
  ]);
  await scene.find("back").click();
  await scene.see('[data-testid="view-actors"]');
});

testInBrowser("The actor's view shows its streaming replies", async (scene) => {
  const stream = async function* () {
    yield "one";
    yield "two";
    return await new Promise<never>(() => {});
  };
  cast.set("p", { stream });
  cast.set("c", {
    ask: (ctx) => ctx.getActor(PuppetProxy, "p").stream(null).next(),
  });
  await scene.engine.getActor(PuppetProxy, "c").ask(null);
  const own = scene.engine.getActor(PuppetProxy, "p").stream(null);
  own.next();
  await openActor(scene, "Puppet/p");
  await scene.read("[data-testid=streaming]", [
    "stream2 values",
    "stream1 value",
  ]);
  await scene.read("[data-testid=streaming] + p > :last-child", [
    "Puppet/c",
    "outside",
  ]);
  await scene.read("[data-testid=streaming] + p + p > :first-child", [
    "in a step",
    "waits",
  ]);
});

testInBrowser("The actor's view shows its failures", async (scene) => {
  cast.set("p", {
    ask: () => {
      throw new RangeError("no luck");
    },
  });
  const puppet = scene.engine.getActor(PuppetProxy, "p");
  await puppet.tell(null);
  await openActor(scene, "Puppet/p");
  await puppet.ask(null).catch(() => {});
  await scene.read('[data-testid="failure"] .error', ["RangeError: no luck"]);
  await scene.find("failure").click();
  await scene.see('[data-testid="failure"] pre');
  await scene.expect(`${FIGURES}.Failed`, "1");
});

testInBrowser(
  "The actor's view deactivates it once confirmed",
  async (scene) => {
    const { engine } = scene;
    await engine.getActor(CounterProxy, "a").add(1);
    await openActor(scene, "Counter/a");
    await scene.find("deactivate-button").click();
    await scene.find("cancel-button").click();
    await scene.find("confirm-dialog").waitFor({ state: "detached" });
    assertEquals(engine.snapshot().actors.length, 1);
    await scene.find("deactivate-button").click();
    await scene.find("confirm-button").click();
    await scene.read('[data-testid="act-result"] bdi', [
      '"Counter/a" was deactivated',
    ]);
    assertEquals(engine.snapshot().actors, []);
    await scene.see('[data-testid="actor-gone"]');
  },
);

testInBrowser(
  "The actor's view pauses and resumes its inbox",
  async (scene) => {
    const { engine } = scene;
    const counter = engine.getActor(CounterProxy, "a");
    await counter.add(1);
    await openActor(scene, "Counter/a");
    await scene.find("pause-button").click();
    await scene.find("confirm-button").click();
    await scene.see(".state.is-paused");
    assertEquals(engine.snapshot().actors[0]!.state, "paused");
    const replies = [counter.add(1), counter.add(1)];
    await scene.expect(`${FIGURES}.Inbox`, "2");
    await scene.find("resume-button").click();
    await scene.find("confirm-button").click();
    assertEquals(await Promise.all(replies), [2, 3]);
    await scene.expect(`${FIGURES}.Inbox`, "0");
  },
);

testInBrowser("The actor's view sends a message by its form", async (scene) => {
  const counter = scene.engine.getActor(CounterProxy, "a");
  await counter.add(40);
  await openActor(scene, "Counter/a");
  await scene.find("send-button").click();
  await scene.find("send-method").selectOption("add");
  await scene.find("send-amount").fill("two");
  assertEquals(await scene.find("confirm-button").isDisabled(), true);
  await scene.find("send-amount").fill("2");
  await scene.find("confirm-button").click();
  await scene.read('[data-testid="act-result"] bdi', ["42"]);
  assertEquals(await counter.count(), 42);
});

testInBrowser(
  "The actor's view changes nothing where it may not",
  async (scene) => {
    await scene.engine.getActor(CounterProxy, "a").add(1);
    await openActor(scene, "Counter/a");
    await scene.see(".badge >> text=read-only");
    assertEquals(await scene.page.locator(".acts button").count(), 0);
  },
  { inspector: { readOnly: true } },
);
