import { assertEquals, assertThrows } from "@std/assert";
import { parseArgs } from "@std/cli/parse-args";

/** Compiles only where both types are the same. */
function assertSameType<A, B>(_isSame: Same<A, B>): void {}

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends
  (<T>() => T extends B ? 1 : 2) ? true : false;

Deno.test("parseArgs() reads flags, values and plain arguments", () => {
  const args = parseArgs(["out", "--check", "--name=x", "-v", "8"], {
    boolean: ["check", "quiet"],
    string: ["name"],
  });
  assertSameType<typeof args.check, boolean>(true);
  assertSameType<typeof args.name, string | undefined>(true);
  assertSameType<typeof args._, (string | number)[]>(true);
  assertSameType<(typeof args)["v"], unknown>(true);
  assertEquals(args, {
    _: ["out"],
    check: true,
    quiet: false,
    name: "x",
    v: 8,
  });
});

Deno.test("parseArgs() types plain arguments of text as std does", () => {
  const args = parseArgs(["7"], { string: ["_"] });
  assertSameType<typeof args._, string & (string | number)[]>(true);
  assertEquals(args._.map(String), ["7"]);
});

Deno.test("parseArgs() leaves the argument behind a boolean alone", () => {
  const args = parseArgs(["--check", "src", "-q", "cli"], {
    boolean: ["check", "quiet"],
    alias: { quiet: "q" },
  });
  assertSameType<typeof args.q, boolean>(true);
  assertEquals(args, {
    _: ["src", "cli"],
    check: true,
    quiet: true,
    q: true,
  });
});

Deno.test("parseArgs() takes true and false as a boolean's value", () => {
  const args = parseArgs(["--a", "false", "--b=false", "--c=true", "-dtrue"], {
    boolean: ["a", "b", "c"],
  });
  assertEquals({ ...args }, {
    _: [],
    a: false,
    b: false,
    c: true,
    d: true,
    t: true,
    r: true,
    u: true,
    e: true,
  });
});

Deno.test("parseArgs() makes numbers unless a string was asked for", () => {
  const list = ["--port", "80", "--id=007", "0x10", "1e3", "0b11", " ", "1_0"];
  const args = parseArgs(list, { string: ["id"] });
  assertEquals(args, { _: [16, 1000, 3, " ", "1_0"], port: 80, id: "007" });
});

Deno.test("parseArgs() keeps the last of several values", () => {
  assertEquals(parseArgs(["--x=1", "--x=2"], { string: ["x"] }), {
    _: [],
    x: "2",
  });
});

Deno.test("parseArgs() fills in defaults under every name", () => {
  const args = parseArgs([], {
    string: ["import"],
    boolean: ["color"],
    default: { import: "jsr", color: true },
    alias: { import: "i" },
  });
  assertSameType<typeof args.import, string>(true);
  assertSameType<typeof args.i, string>(true);
  assertSameType<typeof args.color, boolean>(true);
  assertEquals(args, { _: [], import: "jsr", i: "jsr", color: true });
});

Deno.test("parseArgs() leads dots into objects, and none into classes", () => {
  const list = ["--a.b=1", "--a.c=2", "--__proto__.x=1", "--constructor.x=1"];
  assertEquals(parseArgs(list, { boolean: ["v"] }), {
    _: [],
    a: { b: 1, c: 2 },
    v: false,
  });
});

Deno.test("parseArgs() takes no- for a part of the name", () => {
  assertEquals(parseArgs(["--no-watch", "--no-x=1"], { boolean: ["watch"] }), {
    _: [],
    watch: false,
    "no-watch": true,
    x: 1,
  });
});

Deno.test("parseArgs() reads letters in a row and values behind them", () => {
  const list = ["-ab", "-n5", "-o=out", "-p/x", "-c", "x", "-de=1"];
  assertEquals({ ...parseArgs(list, { string: ["o"] }) }, {
    _: [],
    a: true,
    b: true,
    n: 5,
    o: "out",
    p: "/x",
    c: "x",
    d: 1,
  });
});

Deno.test("parseArgs() ends the flags at the double dash", () => {
  const list = ["a", "--", "--b", "7"];
  assertEquals(parseArgs(list, { boolean: ["b"] }), {
    _: ["a", "--b", "7"],
    b: false,
  });
});

Deno.test("parseArgs() shows what it does not know and may drop it", () => {
  const unknown: unknown[] = [];
  const args = parseArgs(["--known", "--odd=1", "-x", "plain", "p"], {
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
    ["p", undefined, undefined],
  ]);
});

Deno.test("parseArgs() gives an empty text to a string without a value", () => {
  const args = parseArgs(["--name", "--check"], {
    string: ["name"],
    boolean: ["check"],
  });
  assertEquals(args, { _: [], name: "", check: true });
});

Deno.test("parseArgs() fails where _ was set to something else", () => {
  assertThrows(() => parseArgs(["--_=x"], { boolean: ["v"] }), TypeError);
});
