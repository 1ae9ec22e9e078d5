import {
  CodecError,
  Engine,
  type EngineOptions,
  type Logger,
} from "@backstage/actors";
import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { Bases } from "../../cli/gen/emit/copier/bases.ts";
import type { Member, Shape } from "../../cli/gen/model/type_model.ts";
import { Memory } from "../../cli/gen/scan/build_cache.ts";
import { ShelfProxy } from "./fixtures/sharing/generated/shelf_proxy.gen.ts";
import { ShopProxy } from "./fixtures/sharing/generated/shop_proxy.gen.ts";
import { TillProxy } from "./fixtures/sharing/generated/till_proxy.gen.ts";
import { Money as Coins } from "./fixtures/sharing/coins.ts";
import { Money } from "./fixtures/sharing/money.ts";
import type { Order } from "./fixtures/sharing/order.ts";
import { type Files, Project } from "./project.ts";

const SILENT: Logger = { debug() {}, info() {}, warn() {}, error() {} };

function makeOrder(): Order {
  const part = { name: "leg", price: new Money(3), parts: [] };
  return {
    id: "order-7",
    state: "open",
    items: [{ name: "table", price: new Money(20), parts: [part] }],
    paid: { by: "ann", iban: { country: "CH", number: 9n } },
  };
}

for (const wire of ["auto", "always"] as const) {
  const options: EngineOptions = { wire, logger: SILENT };

  Deno.test(`two proxies copy what they share (wire ${wire})`, async () => {
    await using engine = new Engine(options);
    const shelf = engine.getActor(ShelfProxy, "s");
    const shop = engine.getActor(ShopProxy, "s");
    const order = { ...makeOrder(), from: shelf };
    assertEquals(await shelf.take(order), ["table", "3"]);
    const bought = await shelf.ask(shop, order);
    assertEquals(bought.state, "paid");
    assertEquals(bought.items.map(({ price }) => price.cents), [20, 1]);
    assertEquals(bought.paid, order.paid);
    assertEquals(await bought.from?.take(order), ["table", "3"]);
    assertEquals(await shop.all(new Map([["a", order]]), []), 1);
    const place = { row: 1, column: 2 };
    assertEquals(await shelf.put(order.items[0]!, place), place);
    assertEquals(await shop.move(place), place);
    assertEquals(await shelf.pay({ country: "CH", number: 1n }), "CH");
    assertEquals(await shelf.pay({ country: "AT", cash: true }), "AT");
    const both = { sides: [{ left: "l", right: "r" }] };
    assertEquals(await shelf.either(both), both);
    assertEquals(await shop.sides(both, both), "lr");
    const note = { kind: "tags" as const, tags: ["a"] };
    assertEquals(await shelf.note(note), note);
  });

  Deno.test(`two proxies refuse what they share alike (${wire})`, async () => {
    await using engine = new Engine(options);
    const shelf = engine.getActor(ShelfProxy, "s");
    const shop = engine.getActor(ShopProxy, "s");
    const { items } = makeOrder();
    const price: never = new Coins(1) as never;
    const order = { ...makeOrder(), items: [{ ...items[0]!, price }] };
    const wrong = "order.items[0].price: expected Money, got Money";
    await assertRejects(() => shelf.take(order), CodecError, wrong);
    await assertRejects(() => shop.buy(order), CodecError, wrong);
    await assertRejects(
      () => shop.buy({ ...makeOrder(), id: "7" as never }),
      CodecError,
      "order.id: expected text like",
    );
    await assertRejects(
      () => shelf.take({ ...makeOrder(), state: "lost" as never }),
      CodecError,
      'order.state: expected "open", "paid" or "sent", got string',
    );
  });

  Deno.test(`two shapes of one name stay apart (wire ${wire})`, async () => {
    await using engine = new Engine(options);
    const shelf = engine.getActor(ShelfProxy, "s");
    const shop = engine.getActor(ShopProxy, "s");
    const till = engine.getActor(TillProxy, "t");
    const text = { box: { label: { text: "a" } } };
    const number = { box: { label: { text: 1 } } };
    assertEquals(await shelf.slip(text), text);
    assertEquals(await shop.slip(number), number);
    await assertRejects(() => shelf.slip(number as never), CodecError, "text");
    await assertRejects(() => shop.slip(text as never), CodecError, "text");
    // These items look alike, but for the class of their price.
    const item = { name: "pin", price: new Coins(2), parts: [] };
    assertEquals((await till.ring(item)).left.coins, 2);
    const paid = { ...item, price: new Money(10) };
    await assertRejects(() => till.ring(paid as never), CodecError, "price");
    assertEquals(await shelf.put(paid, { row: 1, column: 1 }), {
      row: 0,
      column: 0,
    });
  });
}

Deno.test("shapes.gen.ts loads no module but the library's", async () => {
  const path = "fixtures/sharing/generated/shapes.gen.ts";
  const code = await Deno.readTextFile(`${import.meta.dirname}/${path}`);
  const imports = [
    ...code.matchAll(/^import (.*?) ?\{[^}]*\} from "([^"]*)";$/gm),
  ];
  const loaded = imports.filter(([, kind]) => kind !== "type");
  assertEquals(loaded.map(([, , from]) => from), ["@backstage/actors/proxy"]);
  assert(imports.length > 2);
});

Deno.test("Bases.find() takes no base with a class that may lack", () => {
  const bases = new Bases();
  const member = (name: string, shape: Shape): Member => ({
    name,
    shape,
    isOptional: false,
  });
  const plain = ["a", "b", "c", "d", "e"].map((name) =>
    member(name, { kind: "string" })
  );
  const proxy = member("to", { kind: "reference", class: 0 });
  const find = (name: string, ...members: Member[]) =>
    bases.find(name, { kind: "object", members, signatures: [] }).name;
  assertEquals(find("First", ...plain, proxy), undefined);
  // What is imported without the first need not know of the proxy.
  assertEquals(find("Second", ...plain), undefined);
  assertEquals(find("Third", ...plain), "Second");
});

const CLASSES = ["A", "B"].map((name) =>
  `export class ${name} {
  static readonly codec = codec({
    encode: () => 1,
    decode: () => new ${name}(),
  });
  ${name.toLowerCase()}(): void {}
}
`
);

const SETTING: Files = {
  "deno.json": JSON.stringify({
    imports: { "@backstage/actors": import.meta.resolve("../../mod.ts") },
  }),
  "src/classes.ts": 'import { codec } from "@backstage/actors";\n' +
    CLASSES.join(""),
};

/** Two actors of a number; `take` of each is sent a `Root` of that number. */
function pair(first: string, second: string, number = 0): Files {
  const write = (name: string, root: string) =>
    'import type { A, B } from "./classes.ts";\n' +
    `export interface Root${number} {\n` +
    `  at${number}: ${number};\n  root: ${root};\n}\n` +
    "export interface Ring { value: string; next: Ring | null }\n" +
    "export interface Twice { value: string; next: Again | null }\n" +
    "export interface Again { value: string; next: Twice | null }\n" +
    "export interface Odd { value: string; next: Even | null }\n" +
    "export interface Even { value: string; next: Last | null }\n" +
    "export interface Last { value: number; next: Odd | null }\n" +
    `// @generate-proxy\nexport class ${name} {\n` +
    `  take(root: Root${number}): void { void root; }\n}\n`;
  return {
    ...SETTING,
    [`src/first${number}.ts`]: write(`First${number}`, first),
    [`src/second${number}.ts`]: write(`Second${number}`, second),
  };
}

const deep = (leaf: string) => `{ a: { b: [{ c: Map<string, ${leaf}> }] } }`;

const DIFFERENT: readonly [first: string, second: string][] = [
  ["string", "number"],
  ["string", "string | null"],
  ["{ x: 1 }", "{ x: 2 }"],
  ["{ x: string }", "{ x?: string }"],
  ["{ x: string }", "{ y: string }"],
  ["{ x: string; y: 1 }", "{ x: string }"],
  ["string[]", "[string]"],
  ["[string, number?]", "[string, number]"],
  ["[string, ...number[]]", "[string, number]"],
  ["Set<string>", "string[]"],
  ["Date", "URL"],
  ["Uint8Array", "Uint16Array"],
  ["`a${string}`", "`b${string}`"],
  ["Record<string, 1>", "Record<`a${number}`, 1>"],
  ["A", "B"],
  ["{ x: 1 } | { y: 1 }", "{ x: 1 } | { z: 1 }"],
  ["Ring", "Odd"],
  ["Twice", "Odd"],
];

const ALIKE: readonly [first: string, second: string][] = [
  ...DIFFERENT.map(([first]) => [first, first] as const),
  ["Ring", "Twice"],
  ["A | null", "null | A"],
].map(([first = "", second = ""]) => [first, second]);

Deno.test("generate() shares shapes that are alike in all depths", async () => {
  const pairs = [...DIFFERENT, ...ALIKE];
  await using project = await Project.create(
    Object.assign(
      {},
      ...pairs.map(([first, second], number) =>
        pair(deep(first), deep(second), number)
      ),
    ),
  );
  assertEquals(await project.diagnose(), []);
  const isShared = async (name: string) => {
    const code = await project.read(`gen/${name}_proxy.gen.ts`);
    return /import \{[^}]*\bcopyRoot\d+\b[^}]*\} from ".\/shapes/.test(code);
  };
  for (const [number, names] of pairs.entries()) {
    const isAlike = number >= DIFFERENT.length;
    for (const actor of ["first", "second"]) {
      const message = names.join(" and ");
      assertEquals(await isShared(`${actor}${number}`), isAlike, message);
    }
  }
});

const ORDER = "{ id: string; tags: string[] }";

Deno.test("generate() writes the same for a part of the actors", async () => {
  await using project = await Project.create(pair(ORDER, ORDER));
  const read = () =>
    Promise.all(
      project.list("gen").map((name) => project.read(`gen/${name}`)),
    );
  await project.generate();
  const all = await read();
  assertEquals(all.length, 3);
  for (const name of ["first0", "second0"]) {
    const scanned = [project.path(`src/${name}.ts`)];
    const { plan } = await project.generate({ scanned });
    assertEquals([plan.unchanged.length, plan.orphaned], [3, []]);
  }
  // A folder that one run after the other fills has the same files.
  await Deno.remove(project.path("gen"), { recursive: true });
  for (const name of ["second0", "first0"]) {
    await project.generate({ scanned: [project.path(`src/${name}.ts`)] });
  }
  assertEquals(await read(), all);
});

Deno.test("generate() knows a source again by another path", async () => {
  await using project = await Project.create(pair(ORDER, ORDER));
  await Deno.symlink(project.path("src"), project.path("link"));
  const scanned = [project.path("link/first0.ts"), project.path("link")];
  assertEquals(await project.diagnose({ scanned }), []);
  const code = await project.read("gen/first0_proxy.gen.ts");
  assertStringIncludes(code, "from ../link/first0.ts.\n");
  assertEquals(await project.diagnose(), []);
  const again = await project.read("gen/first0_proxy.gen.ts");
  assertStringIncludes(again, "from ../src/first0.ts.\n");
  assertEquals(project.list("gen").length, 3);
});

Deno.test("generate() removes shapes.gen.ts once it is idle", async () => {
  await using project = await Project.create(pair(ORDER, ORDER));
  const texts = new Map<string, string>();
  const memory = new Memory({
    getItem: (key) => texts.get(key) ?? null,
    setItem: (key, text) => void texts.set(key, text),
  });
  await project.generate({ memory });
  await project.add({
    "gen/shapes.gen.ts": "// Generated by @backstage/actors from x",
  });
  const { plan: check } = await project.generate({ memory, isCheck: true });
  assertEquals(check.stale.map(({ name }) => name), ["shapes.gen.ts"]);
  await project.generate({ memory });
  await Deno.remove(project.path("gen/shapes.gen.ts"));
  const { plan: again } = await project.generate({ memory });
  assertEquals(again.missing.map(({ name }) => name), ["shapes.gen.ts"]);
  await project.add(pair(ORDER, "{ id: 1 }"));
  const { plan } = await project.generate({ memory, isCheck: true });
  assertEquals(plan.orphaned, ["shapes.gen.ts"]);
  await project.generate({ memory });
  assertEquals(project.list("gen"), [
    "first0_proxy.gen.ts",
    "second0_proxy.gen.ts",
  ]);
});

Deno.test("generate() respects a shapes.gen.ts of another's", async () => {
  await using project = await Project.create({
    ...pair(ORDER, "{ id: 1 }"),
    "gen/shapes.gen.ts": "// by hand\n",
  });
  assertEquals(await project.diagnose(), []);
  await project.add(pair(ORDER, ORDER));
  assertEquals(await project.diagnose(), [
    "gen/shapes.gen.ts:1:1 GEN104 cannot overwrite shapes.gen.ts: the " +
    "generator did not write it (hint: move that file away, or choose " +
    "another output folder)",
  ]);
  assertEquals(await project.read("gen/shapes.gen.ts"), "// by hand\n");
});
