import { assert, assertEquals, assertRejects } from "@std/assert";
import { createPackage, readPackage } from "../../offline/rehearsal/package.ts";
import { Registry } from "../../offline/rehearsal/registry.ts";
import { unpack } from "../../offline/rehearsal/tarball.ts";
import { fileURLToPath } from "node:url";

const FS = fileURLToPath(new URL("../../offline/fs", import.meta.url));
const BLOCK = 512;

interface Entry {
  readonly name: string;
  readonly text: string;
  readonly kind?: string;
  readonly prefix?: string;
}

/** Packs files as tar and gzip do. */
async function pack(
  entries: readonly Entry[],
): Promise<Uint8Array<ArrayBuffer>> {
  const parts = entries.flatMap(({ name, text, kind = "0", prefix = "" }) => {
    const header = new Uint8Array(BLOCK);
    const encoder = new TextEncoder();
    const bytes = encoder.encode(text);
    header.set(encoder.encode(name));
    header.set(encoder.encode(bytes.length.toString(8).padStart(11, "0")), 124);
    header.set(encoder.encode(kind), 156);
    header.set(encoder.encode("ustar"), 257);
    header.set(encoder.encode(prefix), 345);
    const padding = (BLOCK - bytes.length % BLOCK) % BLOCK;
    return [header, bytes, new Uint8Array(padding)];
  });
  const stream = new Blob([...parts, new Uint8Array(2 * BLOCK)]).stream()
    .pipeThrough(new CompressionStream("gzip"));
  return await new Response(stream).bytes();
}

const PACKAGE: readonly Entry[] = [
  {
    name: "./deno.json",
    text: '{"name": "@a/b", "version": "1.2.3", "exports": "./mod.ts"}',
  },
  { name: "./mod.ts", text: "export const one = 1;\n" },
];

async function publish(
  registry: Registry,
  entries: readonly Entry[],
  path = "a/packages/b/versions/1.2.3",
): Promise<{ status: number; body: Record<string, string> }> {
  const url = `${registry.url}api/scopes/${path}?config=/deno.json`;
  const body = await pack(entries);
  const answer = await fetch(url, { method: "POST", body });
  return { status: answer.status, body: await answer.json() };
}

Deno.test("unpack() reads short, long and prefixed names", async () => {
  const long = `./${"deep/".repeat(30)}mod.ts`;
  const files = await unpack(
    await pack([
      { name: "./a.ts", text: "a" },
      { name: "././@LongLink", text: `${long}\0`, kind: "L" },
      { name: long.slice(0, 100), text: "b".repeat(BLOCK) },
      { name: "c.ts", text: "", prefix: "x/y" },
    ]),
  );
  assertEquals(Array.from(files, ([path, { length }]) => [path, length]), [
    ["/a.ts", 1],
    [long.slice(1), BLOCK],
    ["/x/y/c.ts", 0],
  ]);
});

Deno.test("unpack() refuses links and paths out of the package", async () => {
  const link = await pack([{ name: "./a", text: "", kind: "2" }]);
  await assertRejects(() => unpack(link), Error, 'entry of kind "2"');
  const outside = await pack([{ name: "./x/../../a", text: "" }]);
  await assertRejects(() => unpack(outside), Error, "../../a");
});

Deno.test("Registry serves what was published, with checksums", async () => {
  await using registry = new Registry();
  assertEquals((await publish(registry, PACKAGE)).body["status"], "success");
  const read = async (path: string) =>
    await (await fetch(`${registry.url}@a/b/${path}`)).text();
  assertEquals(await read("1.2.3/mod.ts"), "export const one = 1;\n");
  assertEquals(JSON.parse(await read("meta.json")), {
    latest: "1.2.3",
    versions: { "1.2.3": {} },
  });
  const meta = JSON.parse(await read("1.2.3_meta.json"));
  assertEquals(meta.exports, { ".": "./mod.ts" });
  assertEquals(
    meta.manifest["/mod.ts"].checksum,
    "sha256-" +
      "da892e4e82bcf839d96015d7782564f860296b3312b1e18d6b2f3622185d2cbf",
  );
});

Deno.test("Registry refuses a package that is not what it says", async () => {
  await using registry = new Registry();
  const other = await publish(registry, PACKAGE, "a/packages/c/versions/1.2.3");
  assertEquals([other.status, other.body["code"]], [400, "invalidConfig"]);
  const empty = await publish(registry, PACKAGE.slice(0, 1));
  assertEquals([empty.status, empty.body["code"]], [400, "invalidPackage"]);
  const { status, body } = await fetch(`${registry.url}@a/b/meta.json`);
  await body?.cancel();
  assertEquals(status, 404);
});

Deno.test("Registry asks the one behind it for what it lacks", async () => {
  await using behind = new Registry();
  behind.add(await readPackage(FS));
  await using registry = new Registry({ behind: new URL(behind.url) });
  const path = "/@std/fs/meta.json";
  const answer = await fetch(new URL(path, registry.url));
  const { length } = await answer.bytes();
  assert(length > 0);
  assertEquals(registry.takeDownloads(), [
    { path, bytes: length, from: new URL(behind.url).host },
  ]);
  assertEquals(registry.takeDownloads(), []);
});

Deno.test("createPackage() wants every entry point's module", async () => {
  const files = await unpack(await pack(PACKAGE));
  assertEquals(createPackage(files, "/deno.json").exports, {
    ".": "./mod.ts",
  });
  await assertRejects(
    async () => createPackage(await unpack(await pack([])), "/deno.json"),
    Error,
    "it has no /deno.json",
  );
});
