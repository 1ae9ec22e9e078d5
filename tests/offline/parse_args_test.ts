import { assertEquals } from "@std/assert";
import { parseArgs } from "@std/cli/parse-args";

Deno.test("parseArgs() reads flags, values and plain arguments", () => {
  const args = parseArgs(["out", "--check", "--name=x", "-v", "8"], {
    boolean: ["check", "quiet"],
    string: ["name"],
  });
  const check: boolean = args.check;
  const name: string | undefined = args.name;
  assertEquals({ check, name }, { check: true, name: "x" });
  assertEquals(args, {
    _: ["out"],
    check: true,
    quiet: false,
    name: "x",
    v: 8,
  });
});

Deno.test("parseArgs() leaves the argument behind a boolean alone", () => {
  const args = parseArgs(["--check", "src", "-q", "cli"], {
    boolean: ["check", "quiet"],
    alias: { quiet: "q" },
  });
  const short: boolean = args.q;
  assertEquals(short, true);
  assertEquals(args, {
    _: ["src", "cli"],
    check: true,
    quiet: true,
    q: true,
  });
});

Deno.test("parseArgs() takes true and false as a boolean's value", () => {
  const args = parseArgs(["--a", "false", "--b=false", "--c=true"], {
    boolean: ["a", "b", "c"],
  });
  assertEquals(args, { _: [], a: false, b: false, c: true });
});

Deno.test("parseArgs() makes numbers unless a string was asked for", () => {
  const args = parseArgs(["--port", "80", "--id=007", "0x10", "1e3"], {
    string: ["id"],
  });
  assertEquals(args, { _: [16, 1000], port: 80, id: "007" });
  assertEquals(parseArgs(["7"], { string: ["_"] })._, ["7"]);
});

Deno.test("parseArgs() collects what may be repeated", () => {
  const options = { string: ["import"], collect: ["import"] } as const;
  const args = parseArgs(["--import", "a", "--import=b"], options);
  const collected: string[] = args.import;
  assertEquals(collected, ["a", "b"]);
  assertEquals(parseArgs([], options).import, []);
  assertEquals(parseArgs(["--x=1", "--x=2"]), { _: [], x: 2 });
});

Deno.test("parseArgs() fills in defaults under every name", () => {
  const args = parseArgs([], {
    string: ["import"],
    boolean: ["color"],
    default: { import: "jsr", color: true },
    alias: { import: "i" },
  });
  const specifier: string = args.import;
  assertEquals(specifier, "jsr");
  assertEquals(args, { _: [], import: "jsr", i: "jsr", color: true });
});

Deno.test("parseArgs() negates only what is negatable", () => {
  const args = parseArgs(["--no-color", "--no-watch"], {
    boolean: ["color", "watch"],
    negatable: ["color"],
    default: { color: true },
  });
  assertEquals(args, {
    _: [],
    color: false,
    watch: false,
    "no-watch": true,
  });
});

Deno.test("parseArgs() reads letters in a row and values behind them", () => {
  assertEquals(parseArgs(["-ab", "-n5", "-o=out", "-c", "x"]), {
    _: [],
    a: true,
    b: true,
    n: 5,
    o: "out",
    c: "x",
  });
});

Deno.test("parseArgs() ends the flags at the double dash", () => {
  assertEquals(parseArgs(["a", "--", "--b"]), { _: ["a", "--b"] });
  const args = parseArgs(["a", "--", "--b"], { "--": true });
  const rest: string[] = args["--"];
  assertEquals(rest, ["--b"]);
  assertEquals(args._, ["a"]);
});

Deno.test("parseArgs() stops early at the first plain argument", () => {
  const args = parseArgs(["--a", "--b=1", "run", "--c"], {
    boolean: ["a"],
    stopEarly: true,
  });
  assertEquals(args, { _: ["run", "--c"], a: true, b: 1 });
});

Deno.test("parseArgs() shows what it does not know and may drop it", () => {
  const unknown: unknown[] = [];
  const args = parseArgs(["--known", "--odd=1", "-x", "plain"], {
    boolean: ["known"],
    unknown: (argument, key, value) => {
      unknown.push([argument, key, value]);
      return false;
    },
  });
  assertEquals(args, { _: [], known: true });
  assertEquals(unknown, [
    ["--odd=1", "odd", "1"],
    ["-x", "x", "plain"],
  ]);
});

Deno.test("parseArgs() gives an empty text to a string without a value", () => {
  const args = parseArgs(["--name", "--check"], {
    string: ["name"],
    boolean: ["check"],
  });
  assertEquals(args, { _: [], name: "", check: true });
});
