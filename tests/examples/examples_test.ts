import { assertEquals } from "@std/assert";

const ROOT = new URL("../../", import.meta.url);

function listNames(folder: string, suffix: string): string[] {
  return [...Deno.readDirSync(new URL(folder, ROOT))]
    .filter(({ isFile, name }) => isFile && name.endsWith(suffix))
    .map(({ name }) => name.slice(0, -suffix.length))
    .toSorted();
}

const examples = listNames("examples/", ".ts");
/** The tasks of examples of several files, with what they may do. */
const services: Readonly<Record<string, string>> = {
  http_service: "--allow-net=127.0.0.1 --unstable-no-legacy-abort " +
    "examples/http_service/serve.ts",
  token_stream: "--allow-net=127.0.0.1 --unstable-no-legacy-abort " +
    "examples/token_stream/main.ts",
  request_context: "--allow-net=127.0.0.1 examples/request_context/main.ts",
  bank_transfer: "examples/bank_transfer/main.ts",
  bank_account: "--allow-read=bank.db --allow-write=bank.db " +
    "examples/bank_account/main.ts",
  order_saga: "examples/order_saga/main.ts",
  ticket_booking: "--allow-net=127.0.0.1 --allow-read=tickets.db " +
    "--allow-write=tickets.db examples/ticket_booking/serve.ts",
  // Its test is among those that need a server: tests/nats/example_test.ts.
  cluster: "--allow-net=127.0.0.1 --allow-env=NATS_SERVER --allow-run " +
    "--allow-read --allow-write examples/cluster/main.ts",
};

Deno.test("deno.json has a task for each example listed", () => {
  const text = Deno.readTextFileSync(new URL("deno.json", ROOT));
  const { tasks } = JSON.parse(text) as { tasks: Record<string, unknown> };
  for (const name of examples) {
    assertEquals(
      tasks[`example:${name}`],
      `deno task gen --quiet && deno run examples/${name}.ts`,
    );
  }
  for (const [name, command] of Object.entries(services)) {
    assertEquals(
      tasks[`example:${name}`],
      `deno task gen --quiet && deno run ${command}`,
    );
  }
  const names = Object.keys(tasks)
    .filter((task) => task.startsWith("example:"))
    .map((task) => task.slice("example:".length));
  assertEquals(
    names.toSorted(),
    [...examples, ...Object.keys(services)].toSorted(),
  );
});

Deno.test("tests/examples has a test for each example listed", () => {
  const tests = listNames("tests/examples/", "_test.ts");
  assertEquals(tests.filter((name) => name !== "examples"), examples);
});
