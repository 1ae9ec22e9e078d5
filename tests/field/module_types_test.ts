import { assertEquals } from "@std/assert";
import { DenoInfo } from "../../cli/gen/scan/deno_info.ts";
import { Project } from "../gen/project.ts";
import { GeneratedProject, refuses, returns, tryCalls } from "./generated.ts";
import { RemoteServer, writeJsr } from "../gen/remote_server.ts";

// G6: types of workspace members, and of `npm:`, `jsr:` and `https:` modules,
// were not resolved, and their values copied unchecked, in silence.

const PACKAGES = [
  {
    name: "shop",
    version: "1.0.0",
    files: {
      "old/index.d.ts": "export interface Order { old: true }\n",
    },
    manifest: { types: "./old/index.d.ts" },
  },
  {
    name: "shop",
    version: "1.2.0",
    manifest: {
      exports: {
        ".": { types: "./dist/index.d.mts", default: "./dist/index.mjs" },
        "./money": {
          import: { types: "./dist/money.d.ts" },
          require: "./dist/money.cjs",
        },
      },
      dependencies: { "@shop/units": "^2.0.0" },
    },
    files: {
      "dist/index.d.mts": 'import type { Weight } from "@shop/units";\n' +
        'import type { Money } from "./money.js";\n' +
        "export interface Order { price: Money; weight: Weight }\n" +
        "export declare namespace Parts { interface Part { n: number } }\n",
      "dist/money.d.ts": "export type Money = { cents: number };\n",
    },
  },
  {
    name: "@shop/units",
    version: "2.1.0",
    manifest: { types: "units.d.ts" },
    files: { "units.d.ts": 'export type Weight = "light" | "heavy";\n' },
  },
  {
    name: "plain",
    version: "1.0.0",
    manifest: { main: "plain.js" },
    files: { "plain.js": "exports.one = 1;\n" },
  },
  {
    name: "@types/plain",
    version: "1.0.0",
    manifest: { types: "index.d.ts" },
    files: { "index.d.ts": "export interface Plain { one: 1 }\n" },
  },
];

const MODULES = {
  "/latest/mod.ts": "/v1/mod.ts",
  "/v1/mod.ts": 'export type { Road } from "./road.ts";\n',
  "/v1/road.ts": "export interface Road { length: number }\n",
  "/v1/js.js": '// @ts-self-types="./js.d.ts"\nexport {};\n',
  "/v1/js.d.ts": "export interface Js { js: boolean }\n",
  "/v1/data.json": '{ "colours": ["red"] }',
};

Deno.test("G6: what a workspace's members export is checked", async () => {
  await using project = await Project.create({
    "deno.json": '{ "workspace": ["./app", "./parts/*"] }',
    "app/deno.json": '{ "name": "@acme/app", "exports": "./a.ts" }',
    "parts/shared/deno.json":
      '{ "name": "@acme/shared", "exports": { ".": "./mod.ts", ' +
      '"./more": "./more.ts" } }',
    "parts/shared/mod.ts": "export interface Shared { s: number }\n",
    "parts/shared/more.ts": "export interface More { m: string }\n",
    "app/a.ts": 'import type { Shared } from "@acme/shared";\n' +
      'import type { More } from "@acme/shared/more";\n' +
      'import type { Shared as Same } from "jsr:@acme/shared@1";\n' +
      "// @generate-proxy\nexport class Ws {\n" +
      "  m(x: Shared, y: More, z: Same): void { void [x, y, z]; }\n}\n",
  });
  const scanned = [project.path("app")];
  assertEquals(await project.diagnoseAll({ scanned }), []);
  const code = await project.read("gen/ws_proxy.gen.ts");
  assertEquals(
    importsOf(code),
    [
      'import type { Shared } from "@acme/shared";',
      'import type { More } from "@acme/shared/more";',
      'import type { Shared as Same } from "jsr:@acme/shared@1";',
    ].sort(),
  );
});

Deno.test("G6: what comes from elsewhere is checked at run time", async () => {
  await using project = await GeneratedProject.create({
    "deno.json": '{ "workspace": ["./src", "./shared"] }',
    "package.json": '{ "dependencies": { "shop": "1" } }',
    "node_modules/shop/package.json": '{ "types": "./shop.d.ts" }',
    "node_modules/shop/shop.d.ts": "export interface Order { n: number }\n",
    "src/deno.json": "{}",
    "shared/deno.json": '{ "name": "@acme/shared", "exports": "./mod.ts" }',
    "shared/mod.ts": 'import type { Order } from "shop";\n' +
      "export type { Order };\nexport interface Shared { orders: Order[] }\n",
    "src/a.ts": 'import type { Shared } from "@acme/shared";\n' +
      'import type { Order } from "shop";\n// @generate-proxy\n' +
      "export class Ws {\n  first(all: Shared): Order | undefined {\n" +
      "    return all.orders[0];\n  }\n}\n",
  });
  await tryCalls(await project.import("Ws"), [
    ["first", [{ orders: [{ n: 1 }] }], returns({ n: 1 })],
    [
      "first",
      [{ orders: [{ n: "1" }] }],
      refuses("all.orders[0].n: expected number, got string"),
    ],
    [
      "first",
      [{ orders: "none" }],
      refuses("all.orders: expected array, got string"),
    ],
  ]);
});

Deno.test("G6: types of packages and remote modules are checked", async () => {
  const bridge = "export interface Bridge { spans: number[] }\n";
  const jsr = await writeJsr("@acme/bridge", "1.2.0", bridge);
  const modules = { ...MODULES, ...jsr };
  await using server = await RemoteServer.open(modules, PACKAGES);
  const { url } = server;
  await using project = await Project.create({
    "deno.json": JSON.stringify({
      imports: { "shop": "npm:shop@^1.1.0", "plain": "npm:plain@1" },
    }),
    "src/a.ts": [
      'import type { Order, Parts } from "shop";',
      'import type { Money } from "shop/money";',
      `import type { Road } from "${url}/latest/mod.ts";`,
      `import type { Js } from "${url}/v1/js.js";`,
      'import type { Bridge } from "jsr:@acme/bridge@^1.1.0";',
      `import data from "${url}/v1/data.json" with { type: "json" };`,
      '// @ts-types="npm:@types/plain@1"',
      'import type { Plain } from "plain";',
      "// @generate-proxy",
      "export class A {",
      "  order(order: Order): Money { return order.price; }",
      "  inferred(order: Order) { return { price: order.price }; }",
      "  part(part: Parts.Part): void { void part; }",
      "  road(road: Road, js: Js): void { void [road, js]; }",
      "  plain(plain: Plain): void { void plain; }",
      "  bridge(bridge: Bridge): void { void bridge; }",
      "  data(): typeof data { return data; }",
      "}",
      "",
    ].join("\n"),
  });
  await server.cache(project.folder, "src/a.ts");
  const graph = new DenoInfo(server.environment);
  assertEquals(await project.diagnoseAll({ graph }), []);
  const code = await project.read("gen/a_proxy.gen.ts");
  assertEquals(importsOf(code), [
    'import type { Bridge } from "jsr:@acme/bridge@^1.1.0";',
    `import type { Js } from "${url}/v1/js.js";`,
    'import type { Money } from "shop/money";',
    'import type { Order, Parts } from "shop";',
    'import type { Plain } from "npm:@types/plain@1";',
    `import type { Road } from "${url}/latest/mod.ts";`,
  ]);
  for (const part of ["check.unknown", "check.any"]) {
    assertEquals(code.includes(part), false, part);
  }
  assertEquals(code.includes('"light"'), true);
  assertEquals(code.includes("Promise<{ price: Money }>"), true);
});

function importsOf(code: string): string[] {
  return code.split("\n").filter((line) => line.startsWith("import type {"))
    .sort();
}
