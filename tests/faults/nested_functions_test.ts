import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { Project } from "../gen/project.ts";

Deno.test("fault 21: functions of nested types are no messages", async () => {
  await using project = await Project.create({
    "src/shop.ts": `
      /** A value with behaviour of its own. */
      class Price { discount(): number { return 1; } }

      // @generate-proxy
      export class Shop {
        static readonly Basket = class { fill(): void {} };
        readonly #price = new Price();
        open(): number { return this.#price.discount(); }
      }
    `,
  });
  assertEquals(await project.diagnose(), []);
  assertEquals(project.list("gen"), ["shop_proxy.gen.ts"]);
  const proxy = await project.read("gen/shop_proxy.gen.ts");
  assertStringIncludes(proxy, "open()");
  assert(!/discount|fill/.test(proxy), proxy);
});

Deno.test("fault 21: subfolders are scanned", async () => {
  const actor = (name: string) =>
    `// @generate-proxy\nexport class ${name} { greet(): void {} }\n`;
  await using project = await Project.create({
    "src/top.ts": actor("Top"),
    "src/one/two/three/deep.ts": actor("Deep"),
  });
  assertEquals(await project.diagnose(), []);
  assertEquals(project.list("gen"), ["deep_proxy.gen.ts", "top_proxy.gen.ts"]);
});

Deno.test("fault 21: a marker within other text is no marker", async () => {
  await using project = await Project.create({
    "src/plain.ts": `
      // Put // @generate-proxy above a class to make it an actor.
      export class Plain { greet(): void {} }

      /* As in:
      // @generate-proxy
      */
      export class Quoted { greet(): void {} }

      export const text = \`
      // @generate-proxy
      export class Text { greet(): void {} }
      \`;
    `,
  });
  assertEquals(await project.diagnose(), []);
  assertEquals(project.list("gen"), []);
});

Deno.test("fault 21: a marker above no class is reported", async () => {
  await using project = await Project.create({
    "src/wrong.ts": "// @generate-proxy\nexport interface Shape { a: 1 }\n",
  });
  const [line, ...others] = await project.diagnose();
  assertEquals(others, []);
  assertStringIncludes(line ?? "", "src/wrong.ts:1:1 GEN");
  assertEquals(project.list("gen"), []);
});
