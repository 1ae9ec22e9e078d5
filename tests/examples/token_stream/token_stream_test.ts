import { assert, assertEquals } from "@std/assert";
import { testEngine } from "@backstage/actors/testing";
import { WriterProxy } from "../../../examples/generated/writer_proxy.gen.ts";
import { openDesk } from "../../../examples/token_stream/serve.ts";
import { RunningProgram } from "../../support/program.ts";

const MAIN = "../../examples/token_stream/main.ts";

Deno.test("token_stream/main.ts tells its story", async () => {
  await using program = new RunningProgram(MAIN, [], [
    "--allow-net=127.0.0.1",
    "--unstable-no-legacy-abort",
  ]);
  const { lines, status } = await program.readToEnd();
  assertEquals(lines, [
    "20 event: end, data: 19",
    'event: word, data: "\\"How\\" "',
    "true 1",
  ]);
  assertEquals(status.code, 0);
});

for (const wire of ["auto", "always"] as const) {
  const options = { wire, seed: 7 };
  Deno.test(`openDesk() streams words, wire ${wire}`, async () => {
    await using engine = testEngine(options);
    const answer = openDesk(engine);
    assertEquals(answer(new Request("http://desk/ann")).status, 400);
    const response = answer(new Request("http://desk/ann?prompt=Why"));
    const events = (await response.text()).trim().split("\n\n");
    assertEquals(events[0], 'event: word\ndata: "\\"Why\\" "');
    assertEquals([events.length, events.at(-1)], [20, "event: end\ndata: 19"]);
  });

  Deno.test(`openDesk() stops when a tab closes, wire ${wire}`, async () => {
    await using engine = testEngine(options);
    const answer = openDesk(engine);
    const tab = new AbortController();
    const url = "http://desk/bob?prompt=How";
    const response = answer(new Request(url, { signal: tab.signal }));
    const reader = response.body!.getReader();
    assert((await reader.read()).value);
    tab.abort();
    await reader.cancel();
    const writer = engine.getActor(WriterProxy, "bob");
    assertEquals(await writer.report(), { written: 1, broken: 1 });
    assertEquals(engine.snapshot().actors.map((one) => one.streaming), [[]]);
  });
}
