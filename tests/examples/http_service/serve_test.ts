import { assertEquals } from "@std/assert";
import { RunningProgram } from "../../support/program.ts";

const SERVE = "../../examples/http_service/serve.ts";

Deno.test("serve.ts ends at SIGTERM though tabs are open", async () => {
  await using program = new RunningProgram(SERVE, ["0"], [
    "--allow-net=127.0.0.1",
    "--unstable-no-legacy-abort",
  ]);
  const live = `${await program.readLine()}/shows/hamlet/live`;
  const tab = await fetch(live);
  const socket = new WebSocket(live.replace("http", "ws"));
  const closed = new Promise<CloseEvent>((resolve) => socket.onclose = resolve);
  await new Promise((resolve) => socket.onmessage = resolve);
  program.signal("SIGTERM");
  assertEquals(await tab.text(), 'data: {"free":120}\n\n');
  assertEquals((await closed).code, 1001);
  const { lines, status } = await program.readToEnd();
  assertEquals(lines, [
    "SIGTERM: the engine finishes its work; again: it stops at once",
  ]);
  assertEquals(status.code, 0);
});
