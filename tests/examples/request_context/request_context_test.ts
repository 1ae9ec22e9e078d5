import { assertEquals } from "@std/assert";
import {
  openEngine,
  openShop,
} from "../../../examples/request_context/shop.ts";
import { RunningProgram } from "../../support/program.ts";

const MAIN = "../../examples/request_context/main.ts";

Deno.test("request_context/main.ts keeps three requests apart", async () => {
  await using program = new RunningProgram(MAIN, [], [
    "--allow-net=127.0.0.1",
  ]);
  const { lines, status } = await program.readToEnd();
  assertEquals(lines, [
    "lamp: ann, ann, ann",
    "chair: bob, bob, bob",
    "table: cid, cid, cid",
  ]);
  assertEquals(status.code, 0);
});

for (const wire of ["auto", "always"] as const) {
  Deno.test(`openShop() keeps requests apart, wire ${wire}`, async () => {
    const lines: string[] = [];
    const note = (...data: unknown[]): void => void lines.push(data.join(" "));
    const logger = { debug: note, info: note, warn: note, error: note };
    await using engine = openEngine({ wire, logger });
    const options = { hostname: "127.0.0.1", port: 0, onListen() {} };
    await using server = Deno.serve(options, openShop(engine));
    const ask = async (item: string, user?: string): Promise<unknown> => {
      const url = `http://127.0.0.1:${server.addr.port}/${item}`;
      const headers = user === undefined ? {} : { "x-user": user };
      const response = await fetch(url, { headers });
      return response.ok ? await response.json() : response.status;
    };
    const users = ["ann", "bob", "cid"];
    const answers = await Promise.all([
      ...users.map((user) => ask(`${user}'s`, user)),
      ask("no one's"),
    ]);
    assertEquals(answers, [
      ...users.map((user) => ({
        item: `${user}'s`,
        served: user,
        reserved: user,
        answered: user,
      })),
      401,
    ]);
    const pattern = /^Warehouse\/north: [-\da-f]{36}: (\w+)'s is for (\w+)$/;
    const logged = lines.map((line) => pattern.exec(line)?.slice(1));
    assertEquals(
      logged.toSorted(),
      users.map((user) => [user, user]),
    );
  });
}
