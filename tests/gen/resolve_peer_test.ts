import { assertEquals } from "@std/assert";
import { Diagnostics } from "../../cli/gen/diagnostics.ts";
import {
  type Meaning,
  Projects,
} from "../../cli/gen/parse/resolve/projects.ts";
import { toUrl } from "../../cli/gen/paths.ts";
import { Disk } from "../../cli/gen/scan/sources.ts";
import { type Files, Project } from "./project.ts";

// What specifiers mean is not ours to say: Deno itself is asked about many.

const SPECIFIERS = [
  ...["x", "x/", "x/t.ts", "x/sub", "x//t.ts", "x/../t.ts", "y/t.ts"],
  ...["y/z/t.ts", "y/../t.ts", "q", "q/sub", "q/sub/t.ts", "j", "j/sub"],
  ...["#a", "#a/b.ts", "?x", "lost", "bad", "linked", "fs", "node:fs"],
  ...["@acme/shared", "@acme/shared/more", "@acme/shared/none"],
  ...["@acme/other", "@link/one", "@link/one/p", "@s/pkg", "@s/pkg/part"],
  ...["jsr:@acme/shared", "jsr:@acme/shared@1", "jsr:@acme/shared@1/more"],
  ...["jsr:@acme/shared@^2", "jsr:/@a/b@1"],
  ...["jsr:@link/one@1", "jsr:@link/one@1/p", "npm:zod", "npm:zod@3/sub"],
  ...["npm:/zod@3", "pkg", "pkg/part", "alias", "local", "./t.ts", "../t.ts"],
  ...["/t.ts", "/abs/t.ts", "file:///t.ts", "./sp%20ace.ts", "./sp ace.ts"],
  ...["https://x.test/t.ts", "https://x.test/dir/u.ts", "http://x.test/a b"],
];

const MAPS: readonly object[] = [
  {},
  {
    imports: {
      ...{ "x": "./x.ts", "x/": "./x/", "y/": "./y/", "y/z/": "./z/" },
      ...{ "q": "npm:zod@3", "j": "jsr:@a/b@1", "bad": "types/t.ts" },
      ...{ "#a": "./a.ts", "#a/": "./a/" },
    },
  },
  {
    imports: {
      ...{ "/": "./root/", "./t.ts": "./u.ts", "npm:zod": "./zod.ts" },
      ...{ "https://x.test/dir/": "./dir/", "https://x.test/t.ts": "npm:zod" },
      ...{ "npm:/zod@3": "./z.ts", "jsr:@acme/shared@1": "./mapped.ts" },
      ...{ "node:fs": "./fs.ts" },
    },
  },
  {
    imports: { "x": "npm:zod@3", "x/": "./own/" },
    scopes: {
      "./src/": { "x": "./scoped.ts", "q": "npm:q@1" },
      "./src/deep/": { "x": "./deeper.ts" },
      "./src/deep/a.ts": { "j": "./only.ts" },
      "./other/": { "y/": "./no/" },
    },
  },
  {
    imports: {
      ...{ "./": "./lib/", "x/": "https://x.test/lib/", "q/": "npm:/zod@3/" },
      ...{ "j/": "jsr:/@a/b@1/" },
    },
  },
  {
    imports: {
      ...{ "q": "npm:zod@3/mod", "j": "jsr:@a/b@1/mod" },
      ...{ "x": "https://x.test/x.ts" },
    },
  },
];

/** Ways to have a map, by name. */
const PROJECTS: Readonly<Record<string, (map: object) => Files>> = {
  "`deno.json`": (map) => ({ "deno.json": JSON.stringify(map) }),
  "an import map": (map) => ({
    "deno.json": '{ "importMap": "./maps/map.json" }',
    "maps/map.json": JSON.stringify(map),
  }),
  "a workspace": (map) => ({
    "deno.json": JSON.stringify({
      ...map,
      workspace: ["./member", "./packages/*"],
    }),
    "member/deno.json": '{ "imports": { "x": "./own.ts", "y/": "./own/" } }',
    "packages/s/deno.json": '{ "name": "@acme/shared", "version": "1.0.0", ' +
      '"exports": { ".": "./mod.ts", "./more": "./more.ts" } }',
    "packages/o/deno.json":
      '{ "name": "@acme/other", "version": "1.0.0", "exports": "./o.ts" }',
  }),
  "links": (map) => ({
    "deno.json": JSON.stringify({ ...map, links: ["./linked"] }),
    "linked/deno.json": '{ "name": "@link/one", "version": "1.0.0", ' +
      '"exports": { ".": "./mod.ts", "./p": "./p.ts" } }',
  }),
  "a `package.json`": (map) => ({
    "deno.json": JSON.stringify({ ...map, nodeModulesDir: "none" }),
    "package.json": '{ "dependencies": { "pkg": "^1", "@s/pkg": "2", ' +
      '"alias": "npm:real@1", "local": "file:./x" } }',
  }),
};

const USERS = ["src/deep/a.ts", "member/a.ts"];

for (const [what, write] of Object.entries(PROJECTS)) {
  Deno.test(`Projects.resolve() reads ${what} as Deno does`, async () => {
    await Promise.all(MAPS.map((map) => compare(write(map))));
  });
}

async function compare(files: Files): Promise<void> {
  const imports = SPECIFIERS.map((one) => `import ${JSON.stringify(one)};\n`);
  await using project = await Project.create({
    ...files,
    ...Object.fromEntries(USERS.map((user) => [user, imports.join("")])),
  });
  const projects = new Projects(new Disk(), new Diagnostics());
  for (const user of USERS) {
    const path = project.path(user);
    const theirs = await ask(project, user);
    for (const one of SPECIFIERS) {
      const ours = describe(projects.resolve(one, path));
      assertEquals(
        [user, one, files["deno.json"], ours],
        [user, one, files["deno.json"], normalise(theirs.get(one))],
      );
    }
  }
}

interface Info {
  readonly modules: readonly {
    readonly specifier: string;
    readonly dependencies?: readonly {
      readonly specifier: string;
      readonly code?: { readonly specifier?: string };
    }[];
  }[];
}

/** What Deno says that the specifiers of a file mean. */
async function ask(
  project: Project,
  user: string,
): Promise<Map<string, string | undefined>> {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", "--no-lock", "--no-remote", user],
    cwd: project.folder,
    // What the specifiers lead to is nowhere.
    env: { NPM_CONFIG_REGISTRY: "http://127.0.0.1:9/", NO_PROXY: "127.0.0.1" },
  }).output();
  const info: Info = JSON.parse(new TextDecoder().decode(stdout));
  const url = toUrl(project.path(user));
  const module = info.modules.find(({ specifier }) => specifier === url);
  return new Map(
    module?.dependencies?.map((one) => [one.specifier, one.code?.specifier]),
  );
}

function describe(meaning: Meaning): string {
  if ("lack" in meaning) return "nothing";
  return normalise("url" in meaning ? meaning.url : toUrl(meaning.path));
}

function normalise(url: string | undefined): string {
  return url?.replace(/^(npm|jsr):\//, "$1:") ?? "nothing";
}
