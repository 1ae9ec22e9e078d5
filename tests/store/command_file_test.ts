import { Engine } from "@backstage/actors";
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { encodeRecord } from "../../src/store/record_codec.ts";
import { NO_RECORD } from "../../src/store/record.ts";
import { sqlite } from "../../src/store/sqlite/mod.ts";
import { LedgerProxy } from "../cast/generated/ledger_proxy.gen.ts";
import { stateOf } from "../support/store_command.ts";

const COMMAND = new URL("../../cli/store.ts", import.meta.url).href;
const ann = { type: "Account", id: "ann" };

/** A folder with a store's file, on which commands are run. */
class Bank implements AsyncDisposable {
  readonly folder: string;
  readonly file: string;

  constructor(folder: string) {
    this.folder = folder;
    this.file = `${folder}/bank.db`;
  }

  static async open(): Promise<Bank> {
    const bank = new Bank(await Deno.makeTempDir());
    await using store = sqlite(bank.file);
    const states = [stateOf("balance", { cents: 1_200n })];
    const bytes = encodeRecord({ ...NO_RECORD, states });
    const record = { bytes, wakeAt: null };
    await store.commit([{ actor: ann, expected: 0, record }]);
    return bank;
  }

  /** Runs a command as a shell does, with the permissions of its help. */
  async run(args: readonly string[], others: readonly string[] = []) {
    const files = [this.file, ...others].join(",");
    const flags = [`--allow-read=${files}`, `--allow-write=${files}`];
    return await runCommand([this.file, ...args], flags);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.folder, { recursive: true });
  }
}

async function runCommand(
  args: readonly string[],
  flags: readonly string[],
  env: Readonly<Record<string, string>> = {},
) {
  const command = new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", "--quiet", ...flags, COMMAND, ...args],
    env: { NO_COLOR: "1", ...env },
    stdin: "null",
  });
  const { code, stdout, stderr } = await command.output();
  const decoder = new TextDecoder();
  return { code, out: decoder.decode(stdout), error: decoder.decode(stderr) };
}

Deno.test("store needs no permission but for its file", async () => {
  await using bank = await Bank.open();
  const list = await bank.run(["list"]);
  assertEquals([list.code, list.error], [0, ""]);
  assertMatch(list.out, /^ACTOR .*\nAccount\/ann +1 +\d\d B .*Z +-\n$/);
  const check = await bank.run(["check"]);
  assertEquals(
    [check.code, check.out, check.error],
    [0, "", "Checked 1 actor; all is well\n"],
  );
  const erase = await bank.run(["erase", "Account/ann", "--yes"]);
  assertEquals([erase.code, erase.error], [0, 'Erased "Account/ann"\n']);
  const none = await bank.run(["show", "Account/ann"]);
  assertEquals([none.code, none.out], [1, ""]);
});

Deno.test("store is refused while an engine has the file", async () => {
  await using bank = await Bank.open();
  await using store = sqlite(bank.file);
  await store.load(ann);
  for (const args of [["list"], ["erase", "Account/ann", "--yes"]]) {
    const { code, out, error } = await bank.run(args);
    assertEquals([code, out], [1, ""]);
    assertMatch(error, /^Cannot open ".*bank\.db": another process, or/);
  }
});

Deno.test("store takes actors to another file", async () => {
  await using bank = await Bank.open();
  const lines = `${bank.folder}/bank.jsonl`;
  const exported = await bank.run(["export", lines], [lines]);
  assertEquals([exported.code, exported.error], [0, "Exported 1 actor\n"]);
  const copy = `${bank.folder}/copy.db`;
  const flags = [`--allow-read=${bank.folder}`, `--allow-write=${bank.folder}`];
  const imported = await runCommand([copy, "import", lines], flags);
  assertEquals([imported.code, imported.error], [0, "Imported 1 actor\n"]);
  const shown = await runCommand([copy, "show", "Account/ann"], flags);
  assertStringIncludes(shown.out, '{ "cents": { "$bigint": "1200" } }');
});

Deno.test("store backup copies the file, and writes over none", async () => {
  await using bank = await Bank.open();
  const copy = `${bank.folder}/copy.db`;
  const first = await bank.run(["backup", copy], [copy]);
  assertEquals([first.code, first.out], [0, ""]);
  assertMatch(first.error, /^Wrote ".*copy\.db"\n$/);
  const second = await bank.run(["backup", copy], [copy]);
  assertEquals(second.code, 1);
  await using store = sqlite(copy);
  assertEquals((await store.load(ann))?.version, 1);
});

Deno.test("store says why it cannot open a file", async () => {
  await using bank = await Bank.open();
  const folder = bank.folder;
  const flags = [`--allow-read=${folder}`, `--allow-write=${folder}`];
  const missing = await runCommand([`${folder}/bonk.db`, "list"], flags);
  assertEquals(missing.code, 1);
  assertMatch(
    missing.error,
    /^Cannot open ".*bonk\.db": there is no such file/,
  );
  assertEquals(
    await Array.fromAsync(Deno.readDir(folder), ({ name }) => name)
      .then((names) => names.includes("bonk.db")),
    false,
  );
  const text = `${folder}/notes.txt`;
  await Deno.writeTextFile(text, "secret ".repeat(1_000));
  const wrong = await runCommand([text, "list"], flags);
  assertEquals([wrong.code, wrong.out], [1, ""]);
  assertMatch(wrong.error, /^Cannot open ".*notes\.txt": /);
  assertEquals(wrong.error.includes("secret"), false);
  const forbidden = await runCommand([bank.file, "list"], []);
  assertEquals(forbidden.code, 1);
  assertMatch(
    forbidden.error,
    /^Cannot use the store: requires read access to .*; --help lists the/,
  );
});

Deno.test("store edit mends what the next engine has", async () => {
  await using bank = await Bank.open();
  const value = `${bank.folder}/value.json`;
  await Deno.writeTextFile(value, '{ "cents": 40, "notes": ["mended"] }');
  {
    await using engine = new Engine({ store: sqlite(bank.file) });
    await engine.getActor(LedgerProxy, "ann").deposit(5, "a");
  }
  const proxies = new URL(
    "../cast/generated/ledger_proxy.gen.ts",
    import.meta.url,
  );
  const { code, error } = await runCommand([
    bank.file,
    "edit",
    "Ledger/ann",
    "account",
    `--from=${value}`,
    `--actors=${proxies.href}`,
  ], ["--allow-read", `--allow-write=${bank.folder}`]);
  assertEquals([code, error.startsWith("Wrote state")], [0, true], error);
  await using engine = new Engine({ store: sqlite(bank.file) });
  assertEquals(await engine.getActor(LedgerProxy, "ann").deposit(2, "b"), 42);
});

Deno.test("store edit reads a value from standard input", async () => {
  await using bank = await Bank.open();
  const args = [bank.file, "edit", "Account/ann", "--from", "-"];
  const flags = [`--allow-read=${bank.file}`, `--allow-write=${bank.file}`];
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", "--quiet", ...flags, COMMAND, ...args],
    stdin: "piped",
    stdout: "null",
    stderr: "null",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode('{ "cents": 9 }'));
  await writer.close();
  assertEquals((await child.status).code, 0);
  const { out } = await bank.run(["show", "Account/ann"]);
  assertStringIncludes(out, '{ "cents": 9 }');
});

Deno.test("store says what is damaged", async () => {
  await using bank = await Bank.open();
  using file = await Deno.open(bank.file, { write: true });
  await file.truncate(5_000);
  for (const verb of ["list", "check"]) {
    const { code, out, error } = await bank.run([verb]);
    assertEquals([code, out], [1, ""]);
    assertMatch(error, /^Cannot open ".*bank\.db": it is damaged/);
  }
});

Deno.test("store edit asks for a value where no person is", async () => {
  await using bank = await Bank.open();
  const temporary = Deno.build.os === "windows" ? "TEMP" : "TMPDIR";
  const flags = [
    `--allow-read=${bank.folder}`,
    `--allow-write=${bank.folder}`,
    `--allow-env=${temporary}`,
  ];
  const args = [bank.file, "edit", "Account/ann"];
  const { code, error } = await runCommand(args, flags, {
    [temporary]: bank.folder,
  });
  assertEquals(code, 1);
  assertMatch(error, /^Cannot edit: there is no terminal; give the value with/);
});

Deno.test("store takes the arguments that its help tells of", async () => {
  const help = await runCommand(["--help"], []);
  assertEquals([help.code, help.error], [0, ""]);
  assertMatch(help.out, /^Looks into the store of an engine that is down/);
  for (const line of help.out.split("\n")) {
    assertEquals(line.length <= 80, true, line);
  }
  const version = await runCommand(["--version"], []);
  assertMatch(version.out, /^\d+\.\d+\.\d+\n$/);
});
