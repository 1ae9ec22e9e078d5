import { defineActor } from "@backstage/actors/proxy";
import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import config from "../../deno.json" with { type: "json" };
import { GENERATION, NAME, VERSION } from "../../src/base/version.ts";
import { GeneratedProject } from "./generated.ts";

const COUNTER = `
// @generate-proxy
export class Counter { add(n: number): number { return n; } }
`;

Deno.test("P4: generated code says which library it is for", async () => {
  assertEquals([NAME, VERSION], [config.name, config.version]);
  await using project = await GeneratedProject.create({
    "src/counter.ts": COUNTER,
  });
  await project.import("Counter");
  const code = await project.read("gen/counter_proxy.gen.ts");
  const own = `generation: "${GENERATION}"`;
  assertEquals(code.split(own).length, 2, code);

  // Another one is told before anything of it is used.
  const [major = "", minor = ""] = GENERATION.split(".");
  const others = [`${major}.${Number(minor) + 1}`, `${Number(major) + 1}.0`];
  for (const other of others) {
    const path = `gen/counter${other}_proxy.gen.ts`;
    const text = code.replace(own, `generation: "${other}"`)
      .replaceAll("check.number", "check.tomorrow");
    await project.add({ [path]: text });
    await assertRejects(
      () => import(new URL(`file://${project.path(path)}`).href),
      Error,
      'Cannot define actor type "Counter": its proxy was generated for ' +
        `${config.name} ${other}, and this is ${config.version}; run the ` +
        `generator of ${config.version} again, or import ${other}`,
    );
  }
});

Deno.test("P4: defineActor() takes what says no generation", () => {
  const source = { type: "Hand", methods: {}, create: () => ({}) };
  assertEquals(defineActor(source).type, "Hand");
  const generation = GENERATION;
  assertEquals(defineActor({ ...source, generation }).type, "Hand");
  assertThrows(() => defineActor({ ...source, generation: "" }));
});
