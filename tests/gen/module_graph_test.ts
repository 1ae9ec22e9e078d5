import { assert, assertEquals } from "@std/assert";
import { DenoInfo } from "../../cli/gen/scan/deno_info.ts";
import { Memory, type MemoryStore } from "../../cli/gen/scan/build_cache.ts";
import { type Files, Project } from "./project.ts";
import { RemoteServer, type Texts, writeJsr } from "./remote_server.ts";

const shop = (version: string) => ({
  name: "shop",
  version,
  manifest: { types: "t.d.ts" },
  files: { "t.d.ts": `export type T = { is: "shop ${version}" };\n` },
});
const PACKAGES = [shop("1.0.0"), shop("1.1.0"), {
  name: "untyped",
  version: "1.0.0",
  files: { "index.js": "exports.T = 1;\n" },
}];
const MODULES = { "/mod.ts": 'export type T = { is: "remote" };\n' };

/** An actor that takes a `T` of each module. */
function take(...specifiers: readonly string[]): string {
  const lines = specifiers.map((one, index) =>
    `import type { T as T${index} } from "${one}";\n`
  );
  const methods = specifiers.map((_, index) =>
    `  m${index}(value: T${index}): void { void value; }\n`
  );
  return `${lines.join("")}// @generate-proxy\nexport class A {\n` +
    `${methods.join("")}}\n`;
}

/** Which types are checked in what was generated. */
async function checked(project: Project): Promise<string[]> {
  const code = await project.read("gen/a_proxy.gen.ts");
  return [...code.matchAll(/literal\(\w+, "is", "(.*)"\)/g)]
    .map(([, is = ""]) => is).sort();
}

/** Loads the modules of a project into a cache of its own. */
async function prepare(
  files: Files,
  cached: (url: string) => string,
  modules: Texts = MODULES,
) {
  const server = await RemoteServer.open(modules, PACKAGES);
  const project = await Project.create({ "deno.json": "{}", ...files });
  await project.add({ "src/a.ts": cached(server.url) });
  await server.cache(project.folder, "src/a.ts");
  const graph = new DenoInfo(server.environment);
  const stack = new AsyncDisposableStack();
  stack.use(server);
  stack.use(project);
  return {
    ...{ server, project, graph },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

const UNTIL = "until then such values are copied unchecked)";
const RUN = `(hint: run \`deno cache src/a.ts\`; ${UNTIL}`;

Deno.test("DenoInfo.ask() knows the versions of the lock file", async () => {
  await using prepared = await prepare({}, () => take("npm:shop@1.0.0"));
  const { server, project, graph } = prepared;
  // Another project brings another version into the cache.
  await using other = await Project.create({ "a.ts": take("npm:shop@1.1.0") });
  await server.cache(other.folder, "a.ts");
  const lock = (await project.read("deno.lock"))
    .replace('"npm:shop@1.0.0": "1.0.0"', '"npm:shop@1": "1.0.0"');
  await project.add({ "src/a.ts": take("npm:shop@1"), "deno.lock": lock });
  assertEquals(await project.diagnoseAll({ graph }), []);
  assertEquals(await checked(project), ["shop 1.0.0"]);
  assertEquals(await project.read("deno.lock"), lock);
  await Deno.remove(project.path("deno.lock"));
  assertEquals(await project.diagnoseAll({ graph }), []);
  assertEquals(await checked(project), ["shop 1.1.0"]);
  assertEquals(project.list("."), ["deno.json", "gen", "src"]);
});

Deno.test("DenoInfo.ask() downloads nothing and says what lacks", async () => {
  await using prepared = await prepare(
    { "deno.json": '{ "lock": false }' },
    (url) => take("npm:shop@1", `${url}/mod.ts`, "npm:untyped@1"),
  );
  const { server, project, graph } = prepared;
  const { url, requests } = server;
  await project.add({
    "src/a.ts": take(
      ...["npm:shop@1", "npm:never-loaded@1", `${url}/mod.ts`, `${url}/no.ts`],
      ...["npm:untyped@1", "npm:shop@1/part", "npm:shop@3"],
    ),
  });
  const lines = await project.diagnose({ graph });
  const warn = (line: number, code: string, what: string, why: string) =>
    `src/a.ts:${line}:30 ${code} warning: cannot ${what} of a message's ` +
    `type: ${why}`;
  assertEquals(lines, [
    warn(2, "GEN408", "read the module npm:never-loaded@1", "it is not in ") +
    `Deno's cache ${RUN}`,
    warn(4, "GEN408", `read the module ${url}/no.ts`, "it is not in ") +
    `Deno's cache ${RUN}`,
    warn(5, "GEN401", "find the module npm:untyped@1", "it is JavaScript ") +
    `without types (hint: say where its types are: // @ts-types="..." above ` +
    `the import; ${UNTIL}`,
    warn(6, "GEN401", "find the module npm:shop@1/part", "the package ") +
    `shop@1.1.0 has no types for "part" (hint: mend the import; ${UNTIL}`,
    lines[4],
  ]);
  assert(
    lines[4]?.includes("GEN408 warning: cannot read the module npm:shop@3"),
  );
  assertEquals(await checked(project), ["remote", "shop 1.1.0"]);
  assertEquals(server.requests, requests);
});

Deno.test("DenoInfo.ask() chooses what the lock file lacks", async () => {
  await using prepared = await prepare({}, () => take("npm:shop@1.0.0"));
  const { server, project, graph } = prepared;
  const lock = await project.read("deno.lock");
  const source = take("npm:shop@1.0.0", "npm:shop@1.1.0");
  await project.add({ "src/a.ts": source });
  const [line, ...more] = await project.diagnose({ graph });
  assertEquals(more, []);
  assert(line?.startsWith("src/a.ts:2:30 GEN408 warning: "), line);
  assertEquals(await checked(project), ["shop 1.0.0"]);
  await using other = await Project.create({ "a.ts": take("npm:shop@1.1.0") });
  await server.cache(other.folder, "a.ts");
  assertEquals(await project.diagnoseAll({ graph }), []);
  assertEquals(await checked(project), ["shop 1.0.0", "shop 1.1.0"]);
  assertEquals(await project.read("deno.lock"), lock);
});

Deno.test("DenoInfo.ask() makes nothing of files that are gone", async () => {
  await using prepared = await prepare({}, () => take("npm:shop@1.0.0"));
  const { server, project, graph } = prepared;
  const packages = `${server.environment["DENO_DIR"]}/npm`;
  await Deno.remove(packages, { recursive: true });
  const [line = "", ...more] = await project.diagnose({ graph });
  assertEquals(more, []);
  assert(
    line.includes(" GEN408 warning: cannot read the module npm:shop@1.0.0"),
  );
  assert(line.includes("there is nothing to read at "), line);
});

Deno.test("DenoInfo.ask() reads packages beside the project", async () => {
  await using prepared = await prepare(
    { "deno.json": '{ "nodeModulesDir": "auto" }' },
    () => take("npm:shop@1"),
  );
  const { server, project, graph } = prepared;
  assert(project.list(".").includes("node_modules"));
  const packages = `${server.environment["DENO_DIR"]}/npm`;
  await Deno.remove(packages, { recursive: true });
  assertEquals(await project.diagnoseAll({ graph }), []);
  assertEquals(await checked(project), ["shop 1.1.0"]);
});

Deno.test("DenoInfo.ask() tells by what versions are chosen", async () => {
  const modules = await writeJsr("@a/b", "1.0.0", "export type T = 1;\n");
  await using prepared = await prepare(
    {},
    () => take("npm:shop@1", "jsr:@a/b@1"),
    modules,
  );
  const { graph, project } = prepared;
  const specifiers = ["npm:shop@1", "jsr:@a/b@1"];
  const { folder } = project;
  const answer = graph.ask({ folder, lock: undefined, specifiers });
  assert("registries" in answer);
  const texts = answer.registries.map((path) => Deno.readTextFileSync(path));
  assertEquals(texts.length, 2);
  assertEquals(texts[0]?.includes('"1.1.0"'), true);
  assertEquals(texts[1]?.startsWith(modules["/@a/b/meta.json"] ?? "?"), true);
});

Deno.test("DenoInfo.ask() says why there is no answer", () => {
  const inquiry = { lock: undefined, specifiers: ["npm:shop@1"] };
  const folder = "/nowhere at all";
  const answer = new DenoInfo().ask({ ...inquiry, folder });
  assert("kind" in answer && answer.kind === "failed");
  assert(answer.reason.includes("No such "), answer.reason);
});

Deno.test("DenoInfo.ask() holds many modules", async () => {
  await using prepared = await prepare({}, () => take("npm:shop@1"));
  const { graph, project } = prepared;
  const more = Array.from(
    { length: 400 },
    (_, index) => `http://127.0.0.1:9/${"a".repeat(60)}/${index}.ts`,
  );
  const answer = graph.ask({
    folder: project.folder,
    lock: undefined,
    specifiers: [...more, "npm:shop@1"],
  });
  assert("modules" in answer);
  assertEquals(answer.modules.get(more[0] ?? "")?.kind, "lost");
  assertEquals(answer.modules.get(more.at(-1) ?? "")?.kind, "lost");
  assertEquals(answer.modules.get("npm:shop@1"), {
    kind: "npm",
    id: "shop@1.1.0",
    part: "",
  });
});

Deno.test("generate() tells a watch of all that it read", async () => {
  await using prepared = await prepare(
    {
      "deno.json": '{ "workspace": ["src", "shared"] }',
      "src/deno.json": '{ "imports": { "shop": "npm:shop@1.0.0" } }',
      "shared/deno.json": '{ "name": "@a/shared", "exports": "./mod.ts" }',
      "shared/mod.ts": 'export type T = { is: "shared" };\n',
    },
    () => take("shop", "@a/shared"),
  );
  const { project, graph } = prepared;
  const { inputs, diagnostics } = await project.generate({ graph });
  assertEquals(diagnostics, []);
  const near = inputs.filter((path) => path.startsWith(project.folder))
    .map((path) => path.slice(project.folder.length + 1));
  assertEquals(near, [
    ...["deno.json", "deno.lock", "shared/deno.json", "shared/mod.ts"],
    ...["src/a.ts", "src/deno.json"],
  ]);
  assert(inputs.some((path) => path.endsWith("/shop/1.0.0/t.d.ts")));
});

class FakeStore implements MemoryStore {
  #text: string | null = null;

  getItem(): string | null {
    return this.#text;
  }

  setItem(_key: string, text: string): void {
    this.#text = text;
  }
}

Deno.test("Memory.recall() knows of modules that are elsewhere", async () => {
  await using prepared = await prepare(
    {},
    (url) => take("npm:shop@1.0.0", `${url}/mod.ts`),
  );
  const { project, graph } = prepared;
  const memory = new Memory(new FakeStore());
  let asked = 0;
  const counted = {
    ask: (...inquiry: Parameters<typeof graph.ask>) => {
      asked++;
      return graph.ask(...inquiry);
    },
  };
  const generate = async () => {
    const before = asked;
    assertEquals(await project.diagnoseAll({ memory, graph: counted }), []);
    return asked > before;
  };
  assertEquals(await generate(), true);
  assertEquals(await generate(), false);
  const lock = await project.read("deno.lock");
  await project.add({ "deno.lock": `${lock}\n` });
  assertEquals(await generate(), true);
  assertEquals(await generate(), false);
  await project.add({ "deno.json": '{ "imports": {} }' });
  assertEquals(await generate(), true);
  const specifiers = ["npm:shop@1.0.0"];
  const { folder } = project;
  const answer = graph.ask({
    folder,
    lock: project.path("deno.lock"),
    specifiers,
  });
  assert("packages" in answer);
  const types = `${answer.packages.get("shop@1.0.0")?.folder}/t.d.ts`;
  await Deno.writeTextFile(types, "export type T = { is: 2 };\n");
  assertEquals(await generate(), true);
});
