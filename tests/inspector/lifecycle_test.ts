import { Engine } from "@backstage/actors";
import { inspect } from "@backstage/actors/inspector";
import {
  assertEquals,
  assertMatch,
  assertNotEquals,
  assertRejects,
} from "@std/assert";
import { Client, Inspected, keepLines } from "../support/inspected.ts";
import { runProgram } from "../support/program.ts";
import { CounterProxy } from "../cast/generated/counter_proxy.gen.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { cast } from "../support/cast.ts";
import type { Hello } from "../../src/inspector/wire/protocol.ts";

const NET = "--allow-net=127.0.0.1";
const TOKEN = "0123456789abcdef";

/** Returns an engine that is inspected, and the link once it is printed. */
function openEngine(inspector: object): {
  engine: Engine;
  lines: string[];
  printed: Promise<string>;
} {
  const lines: string[] = [];
  const { promise, resolve } = Promise.withResolvers<string>();
  const logger = {
    ...keepLines(lines),
    info: (line: unknown) => resolve(String(line)),
    error: (line: unknown) => resolve(String(line)),
  };
  const engine = new Engine({ logger, inspector });
  return { engine, lines, printed: promise };
}

Deno.test("inspect() says where it is and ends when closed", async () => {
  await using engine = new Engine({ logger: keepLines([]) });
  const inspector = await inspect(engine, { port: 0 });
  const { origin } = new URL(inspector.url);
  assertMatch(origin, /^http:\/\/127\.0\.0\.1:\d+$/);
  assertEquals((await fetch(inspector.url)).status, 200);
  await Promise.all([inspector.close(), inspector.close()]);
  await inspector[Symbol.asyncDispose]();
  await assertRejects(() => fetch(inspector.url), TypeError);
  assertEquals(await engine.getActor(CounterProxy, "a").add(1), 1);
});

Deno.test("inspect() ends when its signal is aborted", async () => {
  await using engine = new Engine({ logger: keepLines([]) });
  const controller = new AbortController();
  const { signal } = controller;
  const inspector = await inspect(engine, { port: 0, signal });
  controller.abort();
  await inspector.close();
  await assertRejects(() => fetch(inspector.url), TypeError);
  await assertRejects(() => inspect(engine, { port: 0, signal }));
});

Deno.test("inspect() refuses what is not safe or cannot be", async () => {
  const engine = new Engine({ logger: keepLines([]) });
  for (const hostname of ["0.0.0.0", "::", "192.168.1.2", "example.com"]) {
    for (const token of [undefined, "short"]) {
      const options = { hostname, ...(token === undefined ? {} : { token }) };
      await assertRejects(
        () => inspect(engine, options),
        TypeError,
        `other machines can reach "${hostname}"`,
      );
    }
    await assertRejects(
      () => inspect(engine, { hostname, token: TOKEN }),
      Error,
      "Cannot inspect: it may not listen, run it with --allow-net=",
    );
  }
  await assertRejects(() => inspect(engine, { token: "" }), TypeError);
  await engine.stop();
  await assertRejects(
    () => inspect(engine),
    Error,
    "Cannot inspect: engine is stopped",
  );
});

Deno.test("inspect() takes a port of its own beside another one", async () => {
  await using first = await Inspected.open();
  const { port } = first;
  await using engine = new Engine({ logger: keepLines([]) });
  await assertRejects(() => inspect(engine, { port }), Deno.errors.AddrInUse);
  // Whatever has the usual port, these two get one each.
  await using one = await inspect(engine);
  await using other = await inspect(engine);
  assertNotEquals(new URL(one.url).port, new URL(other.url).port);
});

Deno.test("Engine prints one line for its inspector, and ends it", async () => {
  const { engine, printed } = openEngine({ port: 0, token: TOKEN });
  const [, url = ""] = (await printed).split("Inspector: ");
  const client = new Client(url.replace("http", "ws").replace("/?", "/ws?"));
  await client.opened;
  const { state } = await client.ask<Hello>({ view: "hello" });
  assertEquals(state, "open");
  await engine.stop();
  assertEquals(await client.closed, { code: 1001, reason: "engine stopped" });
  await assertRejects(() => fetch(url), TypeError);
});

Deno.test("Engine is inspected while it drains", async () => {
  await using inspected = await Inspected.open();
  const { engine } = inspected;
  const door = Promise.withResolvers<void>();
  cast.set("slow", { ask: () => door.promise });
  const reply = engine.getActor(PuppetProxy, "slow").ask(null);
  const client = await inspected.connect();
  const stopped = engine.stop();
  const { state } = await client.ask<Hello>({ view: "hello" });
  assertEquals(state, "draining");
  door.resolve();
  await Promise.all([reply, stopped]);
  assertEquals((await client.closed).reason, "engine stopped");
});

Deno.test("Engine takes the place of one that has stopped", async () => {
  let { engine, printed } = openEngine({ port: 0, token: TOKEN });
  const [, url = ""] = (await printed).split("Inspector: ");
  const port = Number(new URL(url).port);
  for (let round = 0; round < 5; round++) {
    const client = new Client(url.replace("http", "ws").replace("/?", "/ws?"));
    await client.opened;
    await engine.stop();
    await client.closed;
    ({ engine, printed } = openEngine({ port, token: TOKEN }));
    assertEquals(await printed, `Inspector: ${url}`);
  }
  await engine.stop();
});

Deno.test("Engine goes on when its inspector cannot start", async () => {
  await using taken = await Inspected.open();
  const { engine, printed } = openEngine({ port: taken.port });
  assertMatch(await printed, /^The inspector did not start: .*[Aa]ddress/);
  assertEquals(await engine.getActor(CounterProxy, "a").add(1), 1);
  await engine.stop();
});

Deno.test("Engine needs no permission to hear that it has none", async () => {
  const { stdout, stderr } = await runProgram("inspected.ts", {
    args: ['{"inspector":true}'],
  });
  assertEquals(stdout, "counted 2\nloaded function\n");
  assertEquals(
    stderr,
    "The inspector did not start: Cannot inspect: it may not listen, run it " +
      "with --allow-net=127.0.0.1\n",
  );
});

Deno.test("Engine is inspected with one permission, and lets go", async () => {
  const { stdout, stderr } = await runProgram("inspected.ts", {
    flags: [NET],
    args: ['{"inspector":{"port":0}}'],
  });
  const line = stdout.split("\n").find((line) => line.startsWith("Inspector"));
  assertMatch(line ?? "", /^Inspector: http:\/\/127\.0\.0\.1:\d+\/\?token=/);
  assertEquals(stderr, "");
});

Deno.test("Engine reads BACKSTAGE_INSPECTOR where it may", async () => {
  const env = "--allow-env=BACKSTAGE_INSPECTOR";
  const run = async (value: string, flags: string[], option = "{}") => {
    const { stdout } = await runProgram("inspected.ts", {
      flags: [NET, ...flags],
      args: [option],
      env: { BACKSTAGE_INSPECTOR: value },
    });
    return stdout.includes("Inspector: http://127.0.0.1:");
  };
  assertEquals(await run("1", [env]), true);
  assertEquals(await run("0", [env]), false);
  assertEquals(await run("1", []), false);
  assertEquals(await run("1", [env], '{"inspector":false}'), false);
});

interface Graph {
  readonly roots: readonly string[];
  readonly modules: readonly {
    readonly specifier: string;
    readonly dependencies?: readonly {
      readonly isDynamic?: boolean;
      readonly code?: { readonly specifier?: string };
    }[];
  }[];
}

/** Returns the modules that importing one loads. */
async function readStaticGraph(root: string): Promise<Set<string>> {
  const command = new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", root],
  });
  const { stdout } = await command.output();
  const graph: Graph = JSON.parse(new TextDecoder().decode(stdout));
  const loaded = new Set(graph.roots);
  for (const specifier of loaded) {
    const module = graph.modules.find((one) => one.specifier === specifier);
    for (const { isDynamic, code } of module?.dependencies ?? []) {
      if (!isDynamic && code?.specifier) loaded.add(code.specifier);
    }
  }
  return loaded;
}

Deno.test("mod.ts loads nothing of the inspector", async () => {
  const loaded = await readStaticGraph("mod.ts");
  const inspector = [...loaded].filter((one) => one.includes("/inspector/"));
  assertEquals(inspector, []);
  assertEquals([...loaded].some((one) => one.endsWith("cell.ts")), true);
  const all = await readStaticGraph("src/inspector/mod.ts");
  assertEquals([...all].some((one) => one.endsWith("collector.ts")), true);
});
