import {
  assert,
  assertEquals,
  assertFalse,
  assertStringIncludes,
} from "@std/assert";
import { findDeadLinks } from "../../offline/rehearsal/links.ts";
import { type Rehearsal, rehearse } from "../../offline/rehearsal/rehearse.ts";
import { formatRehearsal } from "../../offline/rehearsal/report.ts";

Deno.test("P1: a release installs and runs as the README says", async (t) => {
  const rehearsal = await rehearse({ allowDirty: true });
  await t.step("it publishes what users need and no more", () => {
    assertPublished(rehearsal);
  });
  await t.step("P5: the engine itself stands on no other package", () => {
    const [registry, ...others] = rehearsal.alone.downloads.keys();
    assertStringIncludes(registry ?? "", "127.0.0.1:");
    assertEquals(others, []);
  });
  await t.step("it says what is downloaded, and from where", () => {
    assertDownloads(rehearsal);
  });
});

function assertPublished({ files }: Rehearsal): void {
  for (const path of ["/mod.ts", "/deno.json", "/README.md", "/LICENSE"]) {
    assert(files.includes(path), path);
  }
  for (
    const folder of ["/tests/support", "/offline", "/src/inspector/page"]
  ) {
    const strays = files.filter((path) => path.startsWith(`${folder}/`));
    assertEquals(strays, []);
  }
  // A registry shows these pages and no repository.
  for (const path of ["/docs/semantics.md", "/CONTRIBUTING.md"]) {
    assert(files.includes(path), path);
  }
}

Deno.test("findDeadLinks() names what a package's pages miss", () => {
  const pages = {
    "/README.md": "[a](docs/a.md#the-way) [b](docs/b.md) [c](src) " +
      "[d](docs/a.md#gone) [e](https://x.y/z) [f](#own) [g](sr)\n\n## Own\n" +
      "```md\n[no link](nowhere.md)\n```\n",
    "/docs/a.md": "# `A`: 1\n\n## The way\n[h](../README.md) [i](../LICENSE)",
    "/src/mod.ts": "// [j](k.md)",
  };
  const encoder = new TextEncoder();
  const files = new Map(
    Object.entries(pages).map(([path, text]) => [path, encoder.encode(text)]),
  );
  assertEquals(findDeadLinks(files), [
    "/README.md: docs/b.md",
    "/README.md: docs/a.md#gone",
    "/README.md: sr",
    "/docs/a.md: ../LICENSE",
  ]);
});

function assertDownloads(rehearsal: Rehearsal): void {
  const [installing, ...others] = rehearsal.steps;
  const [registry, npm, ...more] = installing?.downloads.keys() ?? [];
  assertStringIncludes(registry ?? "", "127.0.0.1:");
  assertEquals(more, []);
  // Whatever is missing when it is installed is missing on a train; a test of
  // the user's own brings its assertions.
  for (const { name, downloads } of others) {
    if (!name.includes(" a test ")) assertEquals(downloads.size, 0, name);
  }
  const packages = rehearsal.npmPackages.map((name) =>
    name.slice(0, name.lastIndexOf("@"))
  );
  assert(packages.includes("typescript"));
  assertFalse(packages.includes("preact"), "the page is bundled");
  assertStringIncludes(formatRehearsal(rehearsal), ` from ${npm}`);
}
