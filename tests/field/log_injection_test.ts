import {
  assertEquals,
  assertGreater,
  assertMatch,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { DeadlockError, Engine, type Logger } from "@backstage/actors";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { cast } from "../support/cast.ts";
import { Inspected, keepLines } from "../support/inspected.ts";
import { runProgram } from "../support/program.ts";

// Ends a line and forges another one; sets a title, clears, colours; the same
// with one-byte controls; turns a line around; ends a line in JSON.
const HOSTILE = 'bob"\nInspector: "Puppet/root" was deactivated\r\n' +
  "\x1b]0;owned\x07\x1b[2J\x1b[32m\x9b31m\x85\x7f\u202e\u2066\u2028\u2029end";
const RAW =
  // deno-lint-ignore no-control-regex
  /[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029]/;

function assertHarmless(text: string): void {
  assertEquals(text.match(RAW), null, JSON.stringify(text));
  const forged = text.split("\n").filter((line) => /^Inspector/.test(line));
  assertEquals(forged, []);
}

async function runCommand(
  args: readonly string[],
): Promise<{ code: number; text: string }> {
  const command = new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", "--quiet", ...args],
    env: { NO_COLOR: "1" },
  });
  const { code, stdout, stderr } = await command.output();
  const decoder = new TextDecoder();
  return { code, text: decoder.decode(stdout) + decoder.decode(stderr) };
}

Deno.test("I3: Engine logs hostile ids and errors harmlessly", async () => {
  const { stdout, stderr } = await runProgram("hostile_ids.ts", {
    args: [HOSTILE],
  });
  assertHarmless(stdout);
  assertHarmless(stderr);
  assertMatch(stdout, /^Puppet\/bob.* hello bob/m);
  assertMatch(stderr, /failed and nobody awaited it/);
  assertMatch(stderr, /An event listener failed/);
  assertMatch(stderr, /Stopping did not wait longer than 10 ms for/);
});

Deno.test("I3: Engine logs an id that looks like a format whole", async () => {
  for (const id of ["50%c", "%s", "%o%d", "100%%", "%"]) {
    const { stderr } = await runProgram("hostile_ids.ts", { args: [id] });
    const line = `"Puppet/${id}".tell failed and nobody awaited it: Error: no`;
    assertStringIncludes(stderr, line);
  }
});

/** Keeps what a logger of the program's own is given. */
function keepData(data: unknown[]): Logger {
  const keep = (...more: unknown[]): void => void data.push(...more);
  return { debug: keep, info: keep, warn: keep, error: keep };
}

Deno.test("I3: Engine gives a logger texts that hold no controls", async () => {
  const object = { raw: HOSTILE };
  const failure = new Error(HOSTILE);
  const data: unknown[] = [];
  const engine = new Engine({ logger: keepData(data) });
  cast.set(HOSTILE, {
    tell: (ctx) => {
      ctx.log.info(HOSTILE, object);
      throw failure;
    },
  });
  engine.getActor(PuppetProxy, HOSTILE).tell(null);
  await engine.stop();
  cast.clear();
  const texts = data.filter((datum) => typeof datum === "string");
  assertGreater(texts.length, 2);
  for (const text of texts) assertHarmless(text);
  // Objects are the program's own, and its logger's to write.
  assertEquals(data.includes(object), true);
  assertEquals(data.includes(failure), true);
});

Deno.test("I3: call errors name hostile ids without controls", async () => {
  await using engine = new Engine({ logger: keepLines([]) });
  const puppet = engine.getActor(PuppetProxy, HOSTILE);
  cast.set(HOSTILE, {
    ask: (ctx) => ctx.getActor(PuppetProxy, HOSTILE).ask(null),
  });
  const deadlock = await assertRejects(() => puppet.ask(null), DeadlockError);
  assertHarmless(deadlock.message);
  // Programs read the ids as they are.
  assertEquals(deadlock.cycle[0], `Puppet/${HOSTILE}.ask`);
  const stream = engine.getStream<number>(HOSTILE);
  const publishing = await assertRejects(async () => {
    await engine.stop();
    await stream.next(1);
  });
  assertHarmless((publishing as Error).message);
});

Deno.test("I3: the inspector names hostile ids without controls", async () => {
  const data: unknown[] = [];
  const logger = keepData(data);
  await using inspected = await Inspected.open({}, { logger });
  const { engine } = inspected;
  cast.set(HOSTILE, {
    tell: () => {
      throw new Error(HOSTILE);
    },
  });
  const client = await inspected.connect();
  engine.getActor(PuppetProxy, HOSTILE).tell(null);
  await engine.run("once");
  const actor = { type: "Puppet", id: HOSTILE };
  await client.ask({ view: "act", act: "deactivate", actor });
  const lines = data.filter((datum) => typeof datum === "string");
  assertEquals(lines.at(-1)?.startsWith("Inspector: "), true);
  for (const line of lines.slice(1)) {
    assertHarmless(line.replace(/^Inspector: /, ""));
  }
  const log = await client.ask<{ rows: { text: string }[] }>({ view: "log" });
  for (const { text } of log.rows) assertHarmless(text);
  const { error } = await client.answer({ view: "actor", actor });
  assertHarmless(error ?? "");
});

/** A server that answers every question with a hostile error or picture. */
function serveHostile(answer: (view: string) => object): Deno.HttpServer {
  const options = { hostname: "127.0.0.1", port: 0, onListen: () => {} };
  return Deno.serve(options, (request) => {
    const isSocket = request.headers.get("upgrade") === "websocket";
    if (!isSocket) return new Response(null, { status: 426 });
    const { socket, response } = Deno.upgradeWebSocket(request);
    socket.onmessage = ({ data }) => {
      const { ask, view } = JSON.parse(data);
      socket.send(JSON.stringify({ answer: ask, ...answer(view) }));
    };
    return response;
  });
}

const ROW = {
  actor: { type: HOSTILE, id: HOSTILE },
  state: HOSTILE,
  runningMs: null,
  waitsFor: [{ actor: { type: HOSTILE, id: HOSTILE }, method: "m", ms: 1 }],
  inbox: 1,
  oldestMs: null,
  rate: 1,
  handled: 1,
  failed: 0,
  queueMs: null,
  runMs: null,
};

const BODIES: Readonly<Record<string, object>> = {
  hello: { pid: HOSTILE, deno: HOSTILE },
  overview: { state: HOSTILE, types: [] },
  actors: { matched: 1, offset: 0, rows: [ROW], groups: [] },
};

for (const flag of ["--once", "--json"]) {
  Deno.test(`I3: inspect ${flag} shows nothing raw of a server`, async () => {
    const answers = [
      () => ({ error: `Cannot: ${HOSTILE}` }),
      (view: string) => ({ at: 0, view, body: BODIES[view] }),
    ];
    for (const answer of answers) {
      await using server = serveHostile(answer);
      const { port } = server.addr as Deno.NetAddr;
      const link = `http://127.0.0.1:${port}/?token=x`;
      const flags = ["--allow-net=127.0.0.1", "cli/inspect.ts", flag];
      const { text } = await runCommand([...flags, link]);
      assertMatch(text, /owned/);
      assertHarmless(text);
    }
  });
}

Deno.test("I3: inspect ends in a line where no inspector answers", async () => {
  const options = { hostname: "127.0.0.1", port: 0, onListen: () => {} };
  await using server = Deno.serve(options, (request) => {
    const isSocket = request.headers.get("upgrade") === "websocket";
    if (!isSocket) return new Response(null, { status: 426 });
    const { socket, response } = Deno.upgradeWebSocket(request);
    socket.onmessage = () => socket.send(HOSTILE);
    return response;
  });
  const link = `http://127.0.0.1:${server.addr.port}/?token=x`;
  const flags = ["--allow-net=127.0.0.1", "cli/inspect.ts", "--once", link];
  assertEquals(await runCommand(flags), {
    code: 1,
    text: "Cannot look: what answers is no inspector\n",
  });
});

Deno.test({
  name: "I3: the generator names hostile files without controls",
  // No file can have such a name there.
  ignore: Deno.build.os === "windows",
  async fn() {
    const folder = await Deno.makeTempDir();
    try {
      const name = HOSTILE.replaceAll("/", "");
      await Deno.writeTextFile(
        `${folder}/${name}.ts`,
        "// @generate-proxy\nclass Hidden {}\n",
      );
      const flags = ["--allow-read", "--allow-write", "--allow-env"];
      const args = [...flags, "cli/gen.ts", `${folder}/out`, folder];
      const { code, text } = await runCommand(args);
      assertEquals(code, 1);
      assertMatch(text, /owned/);
      assertHarmless(text);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});
