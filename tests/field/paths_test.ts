import { assertEquals } from "@std/assert";
import { Project } from "../gen/project.ts";
import { GeneratedProject, refuses, returns, tryCalls } from "./generated.ts";
import { fromSpecifier, toSpecifier } from "../../cli/gen/paths.ts";

const ORDER = "export interface Order { id: string; }\n";

function actor(name: string, specifier: string): string {
  return [
    `import type { Order } from ${JSON.stringify(specifier)};`,
    "// @generate-proxy",
    `export class ${name} { id(order: Order): string { return order.id; } }`,
    "",
  ].join("\n");
}

/** Folders by what is odd about their names, and specifiers of them. */
const FOLDERS: readonly (readonly [folder: string, specifier: string])[] = [
  ["c#", "c%23"],
  ["100%", "100%25"],
  ["a%20b", "a%2520b"],
  ["what?", "what%3F"],
  ["my dir", "my%20dir"],
  ["my dir ", "my dir%20"],
  ["back\\slash", "back%5Cslash"],
  ["zürich \u{1f600}", "z%C3%BCrich 😀"],
  ["a&b=c;d,e'f(g)[h]{i}@j+k~l!m$n^o", "a&b=c;d,e'f(g)[h]{i}@j+k~l!m$n^o"],
  ["line\nbreak", "line%0Abreak"],
];

Deno.test("G7: a specifier is a URL both ways", async () => {
  const files = FOLDERS.flatMap(([folder, specifier], index) => [
    [`src/${folder}/types.ts`, ORDER],
    [`src/${folder}/near.ts`, actor(`Near${index}`, "./types.ts?v=1#top")],
    [`src/far${index}.ts`, actor(`Far${index}`, `./${specifier}/types.ts`)],
  ]);
  await using project = await GeneratedProject.create(
    Object.fromEntries(files),
  );
  const rows = [
    ["id", [{ id: "a" }], returns("a")],
    ["id", [{ id: 1 }], refuses("order.id: expected string, got number")],
  ] as const;
  for (const index of FOLDERS.keys()) {
    await tryCalls(await project.import(`Near${index}`), rows);
    await tryCalls(await project.import(`Far${index}`), rows);
  }
  assertEquals(await project.diagnose(), []);
  const check = await project.generate({ isCheck: true });
  // Beside the proxies there is what they share.
  assertEquals(check.plan.unchanged.length, 2 * FOLDERS.length + 1);
  assertEquals(check.plan.orphaned, []);
});

Deno.test("G7: import maps, files and libraries are URLs, too", async () => {
  const folder = "c# 100%";
  await using project = await GeneratedProject.create({
    [`src/${folder}/types.ts`]: ORDER,
    "deno.json": '{ "importMap": "map%23s/import map.json" }',
    "map#s/import map.json": JSON.stringify({
      imports: { "types/": "./../src/c%23%20100%25/" },
    }),
    "src/mapped.ts": actor("Mapped", "types/types.ts"),
  });
  const url = new URL(`file://${project.path("src/c%23%20100%25/types.ts")}`);
  await project.add({
    "src/named.ts": actor("Named", url.href),
    [`src/${folder}/mod.ts`]: actor("Mod", "/nowhere%2Fat%00all.ts"),
  });
  const library = project.path(`src/${folder}/mod.ts`);
  // The one path that leads nowhere.
  const problems = await project.diagnose({ library, isStrict: true });
  assertEquals(problems.length, 1, problems.join("\n"));
  await project.diagnose({ library });
  const generated = await project.read("gen/named_proxy.gen.ts");
  const door = "../src/c%23%20100%25/src/proxy/mod.ts";
  assertEquals(generated.split('"').includes(door), true, generated);
  assertEquals(generated.includes("copyOrder(value,"), true, generated);
});

/** Makes named pipes; a test may run no program but Deno, which may. */
async function makePipes(...paths: string[]): Promise<void> {
  const command = `new Deno.Command("mkfifo", { args: Deno.args })`;
  const code = `Deno.exit((await ${command}.output()).code)`;
  const { success } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", code, ...paths],
  }).output();
  assertEquals(success, true);
}

Deno.test("G7: what is no regular file is skipped", async () => {
  await using project = await Project.create({
    "src/types.ts": ORDER,
    "src/real.ts": actor("Real", "./types.ts"),
    "src/piped.ts": actor("Piped", "./pipe.ts"),
  });
  const path = (name: string) => project.path(`src/${name}`);
  await makePipes(path("pipe.ts"), path("deno.json"), project.path("fifo.ts"));
  await Deno.symlink("/dev/zero", path("zero.ts"));
  await Deno.symlink(path("loop.ts"), path("loop.ts"));
  await Deno.symlink(path("."), path("around"));
  await Deno.symlink(path("missing.ts"), path("dangling.ts"));
  await Deno.symlink(path("socket"), path("linked.ts"));
  // By another process: no permission of the tests' own names such a path.
  const address = JSON.stringify({
    transport: "unix",
    path: path("socket.ts"),
  });
  const listening = await new Deno.Command(Deno.execPath(), {
    args: ["eval", `Deno.listen(${address}); Deno.exit();`],
  }).output();
  assertEquals(listening.success, true);
  assertEquals((await Deno.lstat(path("socket.ts"))).isSocket, true);
  const scanned = [project.path("src"), project.path("fifo.ts")];
  const { diagnostics, plan } = await project.generate({ scanned });
  assertEquals(diagnostics.map(({ code }) => code), ["GEN401", "GEN402"]);
  assertEquals([...plan.missing, ...plan.stale].map(({ name }) => name), [
    "piped_proxy.gen.ts",
    "real_proxy.gen.ts",
  ]);
  const loop = await project.generate({
    scanned: [path("loop.ts")],
    output: project.path("elsewhere"),
  });
  assertEquals(loop.diagnostics.map(({ code }) => code), ["GEN101"]);
});

Deno.test("fromSpecifier() reads what toSpecifier() writes", () => {
  for (const [folder] of FOLDERS) {
    const path = `/a/${folder}/b.ts`;
    assertEquals(fromSpecifier(`.${toSpecifier(path)}`, "/"), path);
    assertEquals(fromSpecifier("./b.ts", `/a/${folder}`), path);
  }
  assertEquals(fromSpecifier("//host/a.ts", "/"), undefined);
  assertEquals(fromSpecifier("./a%2Fb.ts", "/"), undefined);
  assertEquals(fromSpecifier("./a\\b.ts", "/"), "/a/b.ts");
  assertEquals(fromSpecifier("https://a/b.ts", "/"), undefined);
});
