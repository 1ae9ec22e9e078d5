import plugin from "@backstage/actors/lint";
import { assertEquals } from "@std/assert";

/** A finding of the plug-in: its rule, its line, and what it is about. */
function lint(code: string): string[] {
  return Deno.lint.runPlugin(plugin, "actor.ts", code).map((one) => {
    const line = code.slice(0, one.range[0]).split("\n").length;
    const what = code.slice(...one.range).split("\n")[0];
    return `${one.id.replace("backstage/", "")} ${line}: ${what}`;
  });
}

/** Lints the body of a method of a marked class. */
function lintBody(body: string): string[] {
  return lint(`// @generate-proxy
export class Actor {
  constructor(private readonly ctx: Context) {}
  async method(): Promise<void> {
${body}
  }
}
`);
}

/** Applies the fixes of a file. */
function fix(code: string): string {
  const fixes = Deno.lint.runPlugin(plugin, "actor.ts", code)
    .flatMap((one) => one.fix ?? [])
    .toSorted((a, b) => b.range[0] - a.range[0]);
  let fixed = code;
  for (const { range: [start, end], text = "" } of fixes) {
    fixed = fixed.slice(0, start) + text + fixed.slice(end);
  }
  return fixed;
}

Deno.test("The plug-in finds the platform's clock, chance and network", () => {
  assertEquals(
    lintBody(`
      Date.now();
      new Date();
      Date();
      performance.now();
      setTimeout(() => {}, 5);
      setInterval(() => {}, 5);
      Math.random();
      crypto.randomUUID();
      crypto.getRandomValues(new Uint8Array(1));
      await fetch("http://localhost");
      Temporal.Now.instant();
      AbortSignal.timeout(5);`),
    [
      "no-clock 6: Date.now",
      "no-clock 7: new Date()",
      "no-clock 8: Date()",
      "no-clock 9: performance.now",
      "no-clock 16: Temporal.Now",
      "no-timer 10: setTimeout",
      "no-timer 11: setInterval",
      "no-timer 17: AbortSignal.timeout",
      "no-chance 12: Math.random",
      "no-chance 13: crypto.randomUUID",
      "no-chance 14: crypto.getRandomValues",
      "no-fetch 15: fetch",
    ].toSorted(byRule),
  );
});

function byRule(a: string, b: string): number {
  const rank = (text: string) =>
    ["no-clock", "no-timer", "no-chance", "no-fetch"].indexOf(
      text.split(" ")[0]!,
    );
  return rank(a) - rank(b);
}

Deno.test("The plug-in finds what is asked for in another way", () => {
  assertEquals(
    lintBody(`
      globalThis.Date.now();
      self.setTimeout(() => {});
      Date["now"]();
      const { random, floor } = Math;
      const later = setTimeout;
      call(Date.now, fetch);
      const options = { fetch };
      const clock = Date.now as () => number;
      new globalThis.Date();
      (0, fetch)("x");
      crypto?.randomUUID();`).toSorted(),
    [
      "no-chance 16: crypto?.randomUUID",
      "no-chance 9: random",
      "no-clock 13: Date.now",
      "no-clock 14: new globalThis.Date()",
      "no-clock 6: globalThis.Date.now",
      'no-clock 8: Date["now"]',
      "no-clock 11: Date.now",
      "no-fetch 11: fetch",
      "no-fetch 12: fetch",
      "no-fetch 15: fetch",
      "no-timer 10: setTimeout",
      "no-timer 7: self.setTimeout",
    ].toSorted(),
  );
});

Deno.test("The plug-in looks everywhere in a marked class", () => {
  assertEquals(
    lint(`import { Base } from "./base.ts";
/** A clock. */
// @generate-proxy
@decorated
export class Clock extends Base {
  static readonly started = Date.now();
  #at = Date.now();
  #tick = () => Date.now();
  static { Date.now(); }
  constructor(at = Date.now()) { super(at); }
  get at() { return Date.now(); }
  [Date.now()]() {}
  run() {
    class Inner { at = Date.now(); }
    return [new Inner(), function () { return Date.now(); }];
  }
}`).map((line) => line.split(" ")[1]),
    ["6:", "7:", "8:", "9:", "10:", "11:", "12:", "14:", "15:"],
  );
});

Deno.test("The plug-in sees each way to mark a class, and no other", () => {
  const isMarked = (head: string) =>
    lint(`${head} { at() { return Date.now(); } }`).length > 0;
  for (
    const head of [
      "// @generate-proxy\nexport class A",
      "//@generate-proxy\nexport default class A",
      "// @generate-proxy\nexport abstract class A",
      "// @generate-proxy  \n\n// More.\n/** Doc. */\nexport class A",
      "@decorated\n// @generate-proxy\nexport class A",
      "// @generate-proxy\n@decorated({ a: 1 })\nexport class A",
      "const before = 1;\n// @generate-proxy\nclass A",
    ]
  ) assertEquals([head, isMarked(head)], [head, true]);
  for (
    const head of [
      "export class A",
      "/* @generate-proxy */\nexport class A",
      "// see @generate-proxy\nexport class A",
      "// @generate-proxy is above\nexport class A",
      "// @generate-proxy\nconst x = 1;\nexport class A",
      "const x = 1; // @generate-proxy\nexport class A",
      "// @generate-proxy\nconst x = 1;\n// More.\nexport class A",
      "// @generate-proxy\nexport class B {}\nexport class A",
      'const text = "// @generate-proxy";\nexport class A',
    ]
  ) assertEquals([head, isMarked(head)], [head, false]);
});

Deno.test("The plug-in leaves other classes and code alone", () => {
  assertEquals(
    lint(`const started = Date.now();
function pause(ms: number) { return new Promise((r) => setTimeout(r, ms)); }
export class Plain { at() { return Date.now(); } }
// @generate-proxy
export class Actor { at() { return started; } }
export class Other { random() { return Math.random(); } }`),
    [],
  );
});

Deno.test("The plug-in leaves names alone that are none of the globals", () => {
  assertEquals(
    lintBody(`
      this.fetch(); this.Date.now(); other.setTimeout(() => {});
      const value = { fetch: 1, setTimeout() {}, Date: { now: 1 } };
      type Ask = typeof fetch;
      let at: Date = new Date(5);
      at = new Date(2026, 1);
      Date.parse("2026-01-01"); Date.UTC(2026, 1);
      performance.mark("a"); performance.timeOrigin;
      Math.floor(1.5); Math[random]; crypto.subtle;
      Temporal.Instant.from("2026-01-01T00Z"); AbortSignal.any([]);
      const { fetch: renamed, Date: { now } } = value;
      const { floor } = Math;
      fetching(); fetch: for (;;) break fetch;
      at instanceof Date;`),
    [],
  );
});

Deno.test("The plug-in leaves shadowed names alone", () => {
  const method = (body: string) =>
    lint(`// @generate-proxy
export class Actor { run(input: unknown) { ${body} } }`);
  for (
    const body of [
      "const fetch = input; fetch();",
      "{ let Date = input; Date.now(); }",
      "Date.now(); var Date = input;",
      "if (input) { var Math = input; } Math.random();",
      "function fetch() {} fetch();",
      "fetch(); function fetch() {}",
      "class Date {} new Date();",
      "(({ now, ...Date }) => Date.now())(input);",
      "((fetch) => fetch())(input);",
      "(([fetch = 1]) => fetch())(input);",
      "(({ a: fetch }) => fetch())(input);",
      "try {} catch (fetch) { fetch(); }",
      "try {} catch ({ fetch }) { fetch(); }",
      "for (const fetch of input) fetch();",
      "for (let setTimeout = 0; setTimeout < 1; setTimeout++) {}",
      "switch (input) { case 1: let fetch; fetch(); }",
      "(function fetch() { fetch(); })();",
      "new (class Date { at = new Date(); })();",
      "const globalThis = input; globalThis.fetch();",
      "enum Math { random } Math.random;",
    ]
  ) assertEquals([body, method(body)], [body, []]);
  for (
    const body of [
      "{ const fetch = 1; } fetch();",
      "((fetch) => 1)(fetch);",
      "function inner() { var fetch; } fetch();",
      "try {} catch (fetch) {} fetch();",
      "switch (input) { case 1: let fetch; } fetch();",
      "(({ fetch: other }) => fetch())(input);",
      "for (const fetch of input) {} fetch();",
    ]
  ) assertEquals([body, method(body).length], [body, 1]);
  for (
    const top of [
      'import { fetch } from "./net.ts";',
      'import fetch from "./net.ts";',
      'import * as fetch from "./net.ts";',
      'import { get as fetch } from "./net.ts";',
      "const fetch = 1;",
      "function fetch() {}",
      "namespace fetch { export const a = 1; }",
    ]
  ) {
    const code = `${top}
// @generate-proxy
export class Actor { run() { return fetch; } }`;
    assertEquals([top, lint(code)], [top, []]);
  }
  const inMethod = `// @generate-proxy
export class Actor { run(fetch: () => void) { fetch(); } }`;
  assertEquals(lint(inMethod), []);
});

Deno.test("The plug-in names the actor, and its own context", () => {
  const code = `// @generate-proxy
export class Cart {
  readonly #ctx: Context;
  constructor(ctx: Context) { this.#ctx = ctx; }
  at() { return performance.now(); }
}`;
  const [one] = Deno.lint.runPlugin(plugin, "cart.ts", code);
  assertEquals(one?.id, "backstage/no-clock");
  assertEquals(
    one?.message,
    "Actor `Cart` reads the platform's clock: `performance.now`",
  );
  assertEquals(
    one?.hint,
    "Use `this.#ctx.now()`, which follows the engine's runtime; it counts " +
      "from the epoch",
  );
  const [bare] = Deno.lint.runPlugin(
    plugin,
    "cart.ts",
    "// @generate-proxy\nexport class Cart { at() { return Math.random(); } }",
  );
  assertEquals(
    bare?.hint,
    "Use `ctx.random()`, which follows the engine's runtime; `ctx` is the " +
      "`Context` that the constructor may take",
  );
  assertEquals(bare?.fix, []);
});

Deno.test("The plug-in mends what it can mend safely", () => {
  const before = `// @generate-proxy
export class Cart {
  readonly id: string;
  later = () => Math.random();
  at = Date.now();
  constructor(private readonly ctx: Context) {
    this.id = crypto.randomUUID();
    [1].map(() => Math.random());
    [1].map((ctx) => Math.random() * ctx);
  }
  a() { return [new Date(), Date.now(), Math.random(), globalThis.Date.now()]; }
  b() { return performance.now() + setTimeout(() => {}, 5); }
  c() { return function () { return Math.random(); }; }
  d() { return [1].map(() => crypto.randomUUID()); }
  e() { return [Math.random, Date.now]; }
  g() { return class { h() { return Math.random(); } }; }
  static f() { return Math.random(); }
  [Math.random()]() {}
}`;
  const after = `// @generate-proxy
export class Cart {
  readonly id: string;
  later = () => this.ctx.random();
  at = Date.now();
  constructor(private readonly ctx: Context) {
    this.id = ctx.randomUUID();
    [1].map(() => ctx.random());
    [1].map((ctx) => Math.random() * ctx);
  }
  a() { return [new Date(this.ctx.now()), Math.floor(this.ctx.now()), \
this.ctx.random(), Math.floor(this.ctx.now())]; }
  b() { return performance.now() + setTimeout(() => {}, 5); }
  c() { return function () { return Math.random(); }; }
  d() { return [1].map(() => this.ctx.randomUUID()); }
  e() { return [Math.random, Date.now]; }
  g() { return class { h() { return Math.random(); } }; }
  static f() { return Math.random(); }
  [Math.random()]() {}
}`;
  assertEquals(fix(before), after);
  assertEquals(fix(after), after);
});
