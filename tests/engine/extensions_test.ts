import { Engine } from "@backstage/actors";
import { assertEquals } from "@std/assert";
import { viewOf } from "../../src/engine/engine.ts";
import { Extensions } from "../../src/engine/extensions.ts";
import { keepLines } from "../support/inspected.ts";

function makeResource(
  name: string,
  onClose: (name: string) => void,
): AsyncDisposable {
  return {
    [Symbol.asyncDispose]: async () => {
      await Promise.resolve();
      onClose(name);
    },
  };
}

Deno.test("EngineView.closeWith() closes the last one first", async () => {
  const closed: string[] = [];
  const lines: string[] = [];
  const engine = new Engine({ logger: keepLines(lines) });
  const view = viewOf(engine);
  const onClose = (name: string): void => {
    closed.push(`${name} ${view.state}`);
    if (name === "second") throw new Error("it is stuck");
  };
  view.closeWith(makeResource("first", onClose));
  view.closeWith(makeResource("second", onClose));
  const forget = view.closeWith(makeResource("third", onClose));
  view.closeWith(makeResource("fourth", onClose));
  forget();
  await engine.stop();
  assertEquals(closed, ["fourth stopped", "second stopped", "first stopped"]);
  assertEquals(lines.length, 1);
});

Deno.test("Extensions.close() waits for what still opens", async () => {
  const closed: string[] = [];
  const extensions = new Extensions(keepLines([]));
  const opening = Promise.withResolvers<void>();
  extensions.expect("late", opening.promise.then(() => closed.push("opened")));
  const closing = extensions.close().then(() => closed.push("closed"));
  opening.resolve();
  await closing;
  assertEquals(closed, ["opened", "closed"]);
});

Deno.test("Extensions.expect() logs what does not open", async () => {
  const lines: string[] = [];
  const extensions = new Extensions(keepLines(lines));
  extensions.expect("window", Promise.reject(new Error("Cannot: it is shut")));
  await extensions.close();
  assertEquals(lines, ["error The window did not start: Cannot: it is shut"]);
});
