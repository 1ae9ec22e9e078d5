import { assertEquals, assertNotEquals } from "@std/assert";
import { Memory, type MemoryStore } from "../../cli/gen/scan/build_cache.ts";
import { Progress } from "../../cli/gen/progress.ts";
import { hashFolder } from "../../cli/gen/scan/sources.ts";
import { Project } from "./project.ts";

class FakeStore implements MemoryStore {
  readonly #texts = new Map<string, string>();

  getItem(key: string): string | null {
    return this.#texts.get(key) ?? null;
  }

  setItem(key: string, text: string): void {
    this.#texts.set(key, text);
  }
}

/** Generates, and tells whether the compiler had to run. */
async function generate(
  project: Project,
  store: MemoryStore,
  library = "@backstage/actors",
): Promise<boolean> {
  // Only the parser and the emitter report progress.
  let isParsed = false;
  const progress = new Progress({
    isTerminal: true,
    write: () => {},
    now: () => {
      isParsed = true;
      return 0;
    },
  });
  isParsed = false;
  await project.generate({ memory: new Memory(store), progress, library });
  return isParsed;
}

const FILES = {
  "deno.json": '{ "imports": { "#types": "./types.ts" } }',
  "types.ts": 'export type { Order } from "./order.ts";\n',
  "order.ts": "export interface Order { id: string }\n",
  "src/a.ts": 'import type { Order } from "#types";\n' +
    'import type { Lost } from "./lost.ts";\n' +
    "// @generate-proxy\nexport class A {\n" +
    "  id(order: Order) { return order.id; }\n}\nvoid ({} as Lost);\n",
  "src/plain.ts": "export const one = 1;\n",
};

Deno.test("Memory.recall() spares a run that nothing changed", async () => {
  await using project = await Project.create(FILES);
  const store = new FakeStore();
  assertEquals(await generate(project, store), true);
  assertEquals(await generate(project, store), false);
  // A file without actors that no actor's type comes from.
  await project.add({ "src/plain.ts": "export const one = 2;\n" });
  assertEquals(await generate(project, store), false);
});

const CHANGES: Record<string, Record<string, string>> = {
  "a marked file": { "src/a.ts": `${FILES["src/a.ts"]}// more\n` },
  "a file that a type comes from, at second hand": {
    "order.ts": "export interface Order { id: number }\n",
  },
  "the import map": { "deno.json": '{ "imports": {} }' },
  "a new, nearer configuration": { "src/deno.json": "{}" },
  "a file that was missing": { "src/lost.ts": "export type Lost = 1;\n" },
  "a new marked file": {
    "src/b.ts": "// @generate-proxy\nexport class B {}\n",
  },
  "a marker": {
    "src/plain.ts": "// @generate-proxy\nexport class Plain {}\n",
  },
  "a generated file": { "gen/a_proxy.gen.ts": "// by hand\n" },
};

for (const [what, files] of Object.entries(CHANGES)) {
  Deno.test(`Memory.recall() sees ${what} change`, async () => {
    await using project = await Project.create(FILES);
    const store = new FakeStore();
    await generate(project, store);
    assertEquals(await generate(project, store), false);
    await project.add(files);
    assertEquals(await generate(project, store), true);
  });
}

Deno.test("Memory.recall() sees files and options go", async () => {
  await using project = await Project.create(FILES);
  const store = new FakeStore();
  await generate(project, store);
  await Deno.remove(project.path("gen/a_proxy.gen.ts"));
  assertEquals(await generate(project, store), true);
  await Deno.remove(project.path("order.ts"));
  assertEquals(await generate(project, store), true);
  assertEquals(await generate(project, store, "jsr:@a/b"), true);
});

Deno.test("Memory.note() leaves runs with warnings out", async () => {
  await using project = await Project.create({
    "src/a.ts": 'import type { Lost } from "./lost.ts";\n' +
      "// @generate-proxy\nexport class A { a(lost: Lost): void {} }\n",
  });
  const store = new FakeStore();
  assertEquals(await generate(project, store), true);
  assertEquals(await generate(project, store), true);
});

Deno.test("Memory.note() remembers some folders, not all", () => {
  const store = new FakeStore();
  const memory = new Memory(store);
  const sources = { readText: () => undefined };
  const situation = (folder: string) => ({
    folder,
    library: "",
    isStrict: false,
    files: [],
    present: new Map<string, string>(),
  });
  for (let n = 0; n < 20; n++) memory.note(situation(`/${n}`), [], sources);
  assertEquals(memory.recall(situation("/0"), sources), undefined);
  assertEquals(memory.recall(situation("/19"), sources), []);
});

Deno.test("Memory.recall() makes nothing of a broken store", () => {
  const situation = {
    folder: "/",
    library: "",
    isStrict: false,
    files: [],
    present: new Map<string, string>(),
  };
  const sources = { readText: () => undefined };
  for (const text of ["{", "{}", "[1]", '[{"folder":"/"}]']) {
    const store = new FakeStore();
    store.setItem("backstage.generator", text);
    assertEquals(new Memory(store).recall(situation, sources), undefined);
  }
  const full = {
    getItem: () => null,
    setItem: () => {
      throw new Error("full");
    },
  };
  const memory = new Memory(full);
  memory.note(situation, [], sources);
  assertEquals(memory.recall(situation, sources), undefined);
});

Deno.test("hashFolder() tells a change in a folder below", async () => {
  await using project = await Project.create({ "a/b.ts": "1", "a/c/d.ts": "" });
  const before = hashFolder(project.path("a"));
  assertEquals(hashFolder(project.path("a")), before);
  await project.add({ "a/c/d.ts": "2" });
  assertNotEquals(hashFolder(project.path("a")), before);
});
