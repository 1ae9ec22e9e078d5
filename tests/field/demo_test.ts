import { assertEquals, assertMatch } from "@std/assert";

Deno.test("I7: the demo leaves its link in sight", async () => {
  const command = new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--no-prompt", "--quiet", "--allow-net=127.0.0.1"],
      ...["examples/exchange/main.ts", "--seconds", "1"],
    ],
    env: { NO_COLOR: "1" },
  });
  const { code, stdout, stderr } = await command.output();
  const decoder = new TextDecoder();
  // Failures, drops and a deadlock come at once; the inspector shows them.
  assertMatch(decoder.decode(stdout), /^Inspector: http:\S+\n$/);
  assertEquals([code, decoder.decode(stderr)], [0, ""]);
});
