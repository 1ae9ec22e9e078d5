import { assertEquals } from "@std/assert";
import { type Import, readImports } from "./imports.ts";
import { findCycles } from "./rules/cycles.ts";
import {
  findWrongFloors,
  findWrongFolders,
  type Floors,
  roomOf,
} from "./rules/floors.ts";
import { findStrayPackages, type Packages } from "./rules/packages.ts";
import { findUnused } from "./rules/unused.ts";
import { createSource, formatFinding } from "./source.ts";
import { readTree } from "./tree.ts";

const FLOOR_0 = ["src/base"];
const FLOOR_1 = ["src/codec", "src/envelope"];
const FLOOR_2 = ["src/proxy", "src/stream", "src/store"];
const FLOOR_3 = ["src/actor"];
const FLOOR_4 = ["src/engine"];
const WIRE = "src/inspector/wire";
const FLOOR_5 = ["src/inspector", "src/cluster", "src/telemetry"];
const CRON = "src/cron";
const FACADE = "the façade";
const INSPECTOR_DOOR = "the inspector's door";
const UP_TO_1 = [...FLOOR_0, ...FLOOR_1];
const UP_TO_2 = [...UP_TO_1, ...FLOOR_2];
const UP_TO_3 = [...UP_TO_2, ...FLOOR_3];
const UP_TO_4 = [...UP_TO_3, ...FLOOR_4];
const UP_TO_5 = [...UP_TO_4, ...FLOOR_5, FACADE, INSPECTOR_DOOR];
const EVERYTHING = [
  ...UP_TO_5,
  WIRE,
  CRON,
  "src/testing",
  "src/lint",
  "package",
  "top",
  "cli",
  "examples",
];

/** The table: what each room may import beside its own files. */
const FLOORS: Floors = {
  "src/base": [],
  "src/codec": FLOOR_0,
  "src/envelope": [...FLOOR_0, "src/codec"],
  "src/proxy": UP_TO_1,
  "src/stream": UP_TO_1,
  "src/store": UP_TO_1,
  "src/actor": UP_TO_2,
  "src/engine": UP_TO_3,
  [WIRE]: [],
  "src/inspector": [...UP_TO_4, WIRE],
  "src/cluster": UP_TO_4,
  [CRON]: UP_TO_3,
  [FACADE]: [...UP_TO_4, "src/inspector"],
  [INSPECTOR_DOOR]: [...UP_TO_4, FACADE, "src/inspector"],
  "src/telemetry": [...UP_TO_4, FACADE],
  "src/testing": [...UP_TO_5, WIRE],
  "src/lint": [],
  "top": UP_TO_5,
  "cli": [...UP_TO_1, "src/proxy", "src/store", WIRE, "package"],
  "examples": ["entry points"],
  "bench": ["entry points"],
  "offline": [],
  "tests": [...EVERYTHING, "offline", "bench"],
};

/** The floors within the actor's room. */
const ACTOR_FOLDERS: Floors = {
  timer: [],
  port: ["timer"],
  inbox: ["timer", "port"],
  failure: ["port", "inbox"],
  turn: ["port", "inbox", "failure"],
  durable: ["timer", "port", "inbox", "failure", "turn"],
  activation: ["timer", "port", "inbox", "failure", "turn", "durable"],
};

/** The floors within what makes actors durable. */
const DURABLE_FOLDERS: Floors = {
  state: [],
  gate: [],
  once: [],
  reminder: [],
  turn: ["state", "gate", "once"],
  outbox: ["gate"],
  record: ["state", "once", "turn", "outbox", "reminder"],
};

/** The one step that knows the compiler. */
const PARSE = /^cli\/gen\/parse\//;

/** The table of packages: which files of the library may import them. */
const PAGE = /^src\/inspector\/page\//;
const SQLITE = /^src\/store\/sqlite\//;
const NATS = /^src\/cluster\/nats\//;
const PACKAGES: Packages = {
  "@nats-io/jetstream": NATS,
  "@nats-io/kv": NATS,
  "@nats-io/transport-node": NATS,
  "@opentelemetry/api": /^src\/telemetry\//,
  "croner": /^src\/cron\//,
  "@dprint/formatter": /^cli\/gen\/write\/format\.ts$/,
  "@dprint/typescript": /^cli\/gen\/write\/format\.ts$/,
  "typescript": PARSE,
  "@std/cli": /^cli\//,
  "@std/fs": /^cli\/gen\/(?:scan|write)\//,
  "node:crypto": /^(cli|src\/cluster\/nats)\//,
  "node:path": /^cli\//,
  "node:url": /^cli\/gen\/paths\.ts$/,
  "node:module": PARSE,
  "node:process": PARSE,
  "preact": PAGE,
  "uplot": /^src\/inspector\/page\/parts\/chart\.tsx$/,
  "node:sqlite": SQLITE,
  "node:worker_threads": SQLITE,
  "node:net": NATS,
  "node:async_hooks": /^src\/base\/async_context\.ts$/,
  "node:timers": /^src\/base\/runtime\.ts$/,
};

const { config, sources } = readTree();
const entryPoints = new Set(
  Object.values(config.exports).map((path) => path.replace(/^\.\//, "")),
);
/** Where reading starts: the doors, and what a browser or a thread loads. */
const roots = new Set([
  ...entryPoints,
  "src/inspector/page/main.tsx",
  "src/store/sqlite/thread/main.ts",
]);
const paths = sources.map(({ path }) => path);
const imports = sources.flatMap((source) =>
  readImports(source, config.imports)
);

function readSnippets(files: Record<string, string>): Import[] {
  return Object.entries(files).flatMap(([path, text]) =>
    readImports(createSource(path, text), config.imports)
  );
}

Deno.test("readImports() sees every kind of import and no comment", () => {
  const found = readSnippets({
    "src/base/a.ts": [
      'import { b } from "./b.ts"; // from "./comment.ts"',
      'import type { C } from "../codec/c.ts";',
      'export * from "./d.ts";',
      'const text = `import "./text.ts"`;',
      'type E = import("./e.ts").E;',
      'const f = await import("@backstage/actors");',
    ].join("\n"),
  });
  assertEquals(found.map(({ line, target }) => [line, target]), [
    [1, "src/base/b.ts"],
    [2, "src/codec/c.ts"],
    [3, "src/base/d.ts"],
    [5, "src/base/e.ts"],
    [6, "mod.ts"],
  ]);
});

Deno.test("findWrongFloors() finds imports up, sideways and past doors", () => {
  const found = findWrongFloors(
    readSnippets({
      "src/base/a.ts": '\nimport type { Call } from "../codec/call.ts";',
      "src/codec/b.ts": 'import "../base/a.ts"; import "../envelope/c.ts";',
      "src/new/d.ts": 'import "./e.ts";',
      "examples/f.ts":
        'import "@backstage/actors"; import "../src/engine/g.ts";',
    }),
    FLOORS,
    entryPoints,
  );
  assertEquals(found.map(formatFinding), [
    "src/base/a.ts:2 src/base imports ../codec/call.ts; " +
    "it may import its own room only",
    "src/codec/b.ts:1 src/codec imports ../envelope/c.ts; " +
    "it may import src/base",
    "src/new/d.ts:1 src/new has no floor; " +
    "add it to the table or move the file",
    "examples/f.ts:1 examples imports ../src/engine/g.ts; " +
    "it may import entry points",
  ]);
});

Deno.test("findWrongFolders() finds imports up within a room", () => {
  const found = findWrongFolders(
    readSnippets({
      "src/actor/timer/a.ts": 'import "../port/b.ts"; import "../c.ts";',
      "src/actor/port/b.ts": 'import "../timer/a.ts";',
      "src/actor/c.ts": 'import "./port/b.ts"; import "../base/d.ts";',
    }),
    "src/actor",
    ACTOR_FOLDERS,
  );
  assertEquals(found.map(formatFinding), [
    "src/actor/timer/a.ts:1 src/actor/timer imports ../port/b.ts; " +
    "it may import its own folder",
  ]);
});

Deno.test("findCycles() names the files of a cycle, once", () => {
  const found = findCycles(readSnippets({
    "src/base/a.ts": 'import "./b.ts";',
    "src/base/b.ts": '\nimport type { C } from "./c.ts";',
    "src/base/c.ts": 'import "./a.ts"; import "./d.ts";',
    "src/base/d.ts": "",
  }));
  assertEquals(found.map(formatFinding), [
    "src/base/c.ts:1 closes an import cycle: src/base/a.ts -> " +
    "src/base/b.ts -> src/base/c.ts -> src/base/a.ts; " +
    "move what both need down",
  ]);
});

Deno.test("findUnused() finds what neither door nor test reaches", () => {
  const files = {
    "mod.ts": 'export * from "./src/base/a.ts";',
    "src/base/a.ts": "",
    "src/base/b.ts": "",
    "src/base/c.ts": 'import "./d.ts";',
    "src/base/d.ts": 'import "./c.ts";',
    "tests/b_test.ts": 'import "../src/base/b.ts";',
  };
  const found = findUnused(
    Object.keys(files),
    readSnippets(files),
    entryPoints,
  );
  assertEquals(found.map(({ path }) => path), [
    "src/base/c.ts",
    "src/base/d.ts",
  ]);
});

Deno.test("findStrayPackages() finds packages out of their place", () => {
  const found = findStrayPackages(
    readSnippets({
      "cli/gen/parse/parse.ts": 'import ts from "typescript";',
      "cli/gen/emit/emit.ts": 'import ts from "typescript";',
      "src/codec/wire.ts": 'import "left-pad";',
      "tests/a_test.ts": 'import "left-pad";',
    }),
    PACKAGES,
  );
  assertEquals(found.map(formatFinding), [
    "cli/gen/emit/emit.ts:1 imports typescript; " +
    `only ${PARSE.source} may`,
    "src/codec/wire.ts:1 imports left-pad, " +
    "which is no dependency of the library",
  ]);
});

Deno.test("The tree's rooms import lower floors only", () => {
  const found = findWrongFloors(imports, FLOORS, entryPoints);
  assertEquals(found.map(formatFinding), []);
});

Deno.test("The tree's actor room imports lower folders only", () => {
  const found = [
    ...findWrongFolders(imports, "src/actor", ACTOR_FOLDERS),
    ...findWrongFolders(imports, "src/actor/durable", DURABLE_FOLDERS),
  ];
  assertEquals(found.map(formatFinding), []);
});

Deno.test("The tree's every folder has its place in the table", () => {
  const rooms = new Set(paths.map(roomOf));
  assertEquals([...rooms].filter((room) => !(room in FLOORS)), []);
});

Deno.test("The tree has no import cycle", () => {
  // A generated proxy imports its actor, which may ask for its own proxy: the
  // one cycle that users have too, and nothing in it runs at import time.
  const written = imports.filter(({ from }) => !from.endsWith(".gen.ts"));
  assertEquals(findCycles(written).map(formatFinding), []);
});

Deno.test("The tree has no unused file", () => {
  const found = findUnused(paths, imports, roots);
  assertEquals(found.map(formatFinding), []);
});

Deno.test("The tree reaches the page's sources from the page alone", () => {
  // What a program imports has the bundled texts, and never Preact.
  const found = imports.filter(({ from, target }) =>
    target !== undefined && PAGE.test(target) && !PAGE.test(from) &&
    !from.startsWith("tests/")
  );
  assertEquals(found.map(({ from, target }) => [from, target]), []);
});

Deno.test("The tree imports each package in its place only", () => {
  const found = findStrayPackages(imports, PACKAGES);
  assertEquals(found.map(formatFinding), []);
});

/** Lists the files that a file leads to, and itself. */
function reachFrom(door: string): ReadonlySet<string> {
  const reached = new Set([door]);
  for (const path of reached) {
    for (const { from, target } of imports) {
      if (from === path && target !== undefined) reached.add(target);
    }
  }
  return reached;
}

Deno.test("The tree loads OpenTelemetry at its own entry point only", () => {
  const loaded = [...entryPoints].filter((door) =>
    reachFrom(door).values().some((path) => path.startsWith("src/telemetry/"))
  );
  assertEquals(loaded, ["src/telemetry/mod.ts"]);
});

Deno.test("The tree loads NATS at its own entry point only", () => {
  const loaded = [...entryPoints].filter((door) =>
    reachFrom(door).values().some((path) => NATS.test(path))
  );
  assertEquals(loaded, ["src/cluster/nats/mod.ts"]);
});

Deno.test("The tree loads croner at its own entry point only", () => {
  const loaded = [...entryPoints].filter((door) =>
    reachFrom(door).has("src/cron/mod.ts")
  );
  assertEquals(loaded, ["src/cron/mod.ts"]);
});

for (
  const door of [
    "mod.ts",
    "src/proxy/mod.ts",
    "src/testing/mod.ts",
    "src/store/sqlite/mod.ts",
  ]
) {
  Deno.test(`The tree's ${door} stands on the platform alone`, () => {
    const reached = reachFrom(door);
    const packages = imports.filter(({ from, target, specifier }) =>
      reached.has(from) && target === undefined &&
      !specifier.startsWith("node:")
    );
    assertEquals(packages.map(({ from, specifier }) => [from, specifier]), []);
  });
}
