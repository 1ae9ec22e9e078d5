import { assertEquals, assertMatch } from "@std/assert";
import { CounterProxy } from "../cast/generated/counter_proxy.gen.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { cast } from "../support/cast.ts";
import { Inspected } from "../support/inspected.ts";

const COMMAND = new URL("../../cli/inspect.ts", import.meta.url).href;
const NET = "--allow-net=127.0.0.1";

interface Result {
  readonly code: number;
  readonly out: string;
  readonly error: string;
}

/** Runs the command as a shell does whose output goes into a pipe. */
async function run(args: string[], flags: string[] = [NET]): Promise<Result> {
  const command = new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", "--quiet", ...flags, COMMAND, ...args],
    env: { NO_COLOR: "1" },
    stdin: "null",
  });
  const { code, stdout, stderr } = await command.output();
  const decoder = new TextDecoder();
  return { code, out: decoder.decode(stdout), error: decoder.decode(stderr) };
}

Deno.test("inspect prints one table into a pipe", async () => {
  await using inspected = await Inspected.open();
  const { engine } = inspected;
  const door = Promise.withResolvers<void>();
  cast.set("slow", { ask: () => door.promise });
  cast.set("boss", {
    ask: (ctx) => ctx.getActor(PuppetProxy, "slow").ask(null),
  });
  const replies = [
    engine.getActor(PuppetProxy, "boss").ask(null),
    ...[1, 2, 3].map(() => engine.getActor(PuppetProxy, "slow").ask(null)),
  ];
  for (let at = 0; at < 7; at++) {
    await engine.getActor(CounterProxy, "a").add(1);
  }
  const { code, out, error } = await run([
    inspected.inspector.url,
    "--sort",
    "inbox",
  ]);
  assertEquals([code, error], [0, ""]);
  const lines = out.trimEnd().split("\n");
  assertMatch(
    lines[0]!,
    /^engine open \| 3 actors \| 0 messages\/s \| 3 queued \| 1 waiting$/,
  );
  assertMatch(
    lines[1]!,
    /^0 failed \| 0 restarts \| 0 refused \| 0 dead letters \| loop lag /,
  );
  assertEquals(lines[3]!.split(/ {2,}/), [
    "ACTOR",
    "STATE",
    "INBOX",
    "OLDEST",
    "RATE/S",
    "WAIT P99",
    "RUN P99",
    "HANDLED",
    "FAILED",
  ]);
  const [slow, ...others] = lines.slice(4);
  assertMatch(slow!, /^Puppet\/slow +running \d\S+ +3 +- +0 +- +- +0 +0$/);
  const rest = others.toSorted();
  assertMatch(rest[0]!, /^Counter\/a +idle +0 +- +0 +- +- +7 +0$/);
  assertMatch(rest[1]!, /^Puppet\/boss +waits \d\S+ for Puppet\/slow +0 /);
  assertEquals(lines.length, 7);
  door.resolve();
  await Promise.all(replies);
});

Deno.test("inspect prints one document with --json", async () => {
  await using inspected = await Inspected.open();
  const { engine } = inspected;
  for (const id of ["<b>", "other"]) {
    await engine.getActor(CounterProxy, id).add(1);
  }
  const link = inspected.inspector.url;
  const { code, out } = await run([link, "--json", "--filter", "<"]);
  const { hello, overview, actors } = JSON.parse(out);
  assertEquals([code, hello.protocol, overview.actors], [0, 1, 2]);
  assertEquals([actors.matched, actors.rows[0].actor.id], [1, "<b>"]);
});

Deno.test("inspect lets no id command the terminal", async () => {
  await using inspected = await Inspected.open();
  const hostile = "\x1b[2J\u202Egnp\n\u0007\u009b31m";
  await inspected.engine.getActor(CounterProxy, hostile).add(1);
  const { out } = await run([inspected.inspector.url, "--once"]);
  const shown = "Counter/\\x1b[2J\\u{202e}gnp\\n\\x07\\x9b31m";
  assertEquals(out.includes(shown), true);
  // deno-lint-ignore no-control-regex
  assertEquals(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]/.test(out), false);
});

Deno.test("inspect says why there is nothing to show", async () => {
  await using inspected = await Inspected.open();
  const { port } = inspected;
  const origin = `http://127.0.0.1:${port}`;
  const wrong = await run([`${origin}/?token=wrong`]);
  assertEquals([wrong.code, wrong.out], [1, ""]);
  assertEquals(
    wrong.error,
    `Cannot connect to ${origin}: the token is missing or wrong; use the ` +
      "whole link that the program printed\n",
  );
  const link = inspected.inspector.url;
  const forbidden = await run([link], []);
  assertEquals(forbidden.code, 1);
  assertEquals(
    forbidden.error,
    "Cannot inspect: it may not connect, run it with --allow-net\n",
  );
  await inspected.inspector.close();
  const gone = await run([link]);
  assertEquals(
    [gone.code, gone.error],
    [1, `Cannot connect to ${origin}: no program answers there\n`],
  );
});

Deno.test("inspect takes the arguments that its help tells of", async () => {
  const help = await run(["--help"], []);
  assertEquals([help.code, help.error], [0, ""]);
  assertMatch(help.out, /^Shows the top actors of a running engine/);
  for (const line of help.out.split("\n")) {
    assertEquals(line.length <= 80, true, line);
  }
  const version = await run(["--version"], []);
  assertMatch(version.out, /^\d+\.\d+\.\d+\n$/);
  const link = "http://127.0.0.1:1/?token=x";
  const cases: [string[], RegExp][] = [
    [[], /the link is missing/],
    [["nonsense"], /the link is not one of http: or https:/],
    [["ftp://x"], /the link is not one of http: or https:/],
    [[link, link], /there is more than one link/],
    [[link, "--fast"], /unknown option --fast/],
    [[link, "--sort", "colour"], /--sort must be one of id, state, inbox/],
    [[link, "--limit", "0"], /--limit must be a whole number from 1 to 500/],
  ];
  for (const [args, expected] of cases) {
    const { code, out, error } = await run(args, []);
    assertEquals([code, out], [2, ""]);
    assertMatch(error, expected);
    assertMatch(error, /^Cannot inspect: .*; try --help\n$/);
  }
});
