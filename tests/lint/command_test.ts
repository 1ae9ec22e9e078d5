import { assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";

const PLUGIN = new URL("../../src/lint/mod.ts", import.meta.url).href;

/** Lints files in a folder of their own, as a user does. */
async function runLint(
  files: Readonly<Record<string, string>>,
  ...args: string[]
): Promise<{ code: number; said: string; read(name: string): string }> {
  const folder = await Deno.makeTempDir({ prefix: "backstage_lint_" });
  try {
    const config = {
      lint: { plugins: [PLUGIN], rules: { tags: [] } },
    };
    await Deno.writeTextFile(
      join(folder, "deno.json"),
      JSON.stringify(config),
    );
    for (const [name, text] of Object.entries(files)) {
      await Deno.writeTextFile(join(folder, name), text);
    }
    const command = new Deno.Command(Deno.execPath(), {
      args: ["lint", ...args],
      cwd: folder,
      env: { NO_COLOR: "1" },
    });
    const { code, stdout, stderr } = await command.output();
    const decoder = new TextDecoder();
    const texts = new Map(
      Object.keys(files).map((
        name,
      ) => [name, Deno.readTextFileSync(join(folder, name))]),
    );
    return {
      code,
      said: decoder.decode(stdout) + decoder.decode(stderr),
      read: (name) => texts.get(name) ?? "",
    };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("deno lint tells what the plug-in finds", async () => {
  const { code, said } = await runLint({
    "dice.ts": `// @generate-proxy
export class Dice {
  roll() { return Math.random(); }
}
`,
    "plain.ts": "export const started = Date.now();\n",
  });
  assertEquals(code, 1);
  assertStringIncludes(said, "error[backstage/no-chance]: Actor `Dice` takes");
  assertStringIncludes(said, "dice.ts:3:19");
  assertStringIncludes(said, "hint: Use `ctx.random()`");
  assertStringIncludes(said, "Found 1 problem");
});

Deno.test("deno lint lets a comment keep the plug-in quiet", async () => {
  const { code, said } = await runLint({
    "line.ts": `// @generate-proxy
export class Dice {
  // deno-lint-ignore backstage/no-chance
  roll() { return Math.random(); }
  key() {
    // deno-lint-ignore backstage/no-chance -- a secret
    return crypto.getRandomValues(new Uint8Array(16));
  }
}
`,
    "file.ts": `// deno-lint-ignore-file backstage/no-clock
// @generate-proxy
export class Clock {
  now() { return [Date.now(), new Date()]; }
}
`,
  });
  assertEquals([code, said], [0, "Checked 2 files\n"]);
});

Deno.test("deno lint --fix writes what the plug-in proposes", async () => {
  const { code, read } = await runLint({
    "dice.ts": `// @generate-proxy
export class Dice {
  readonly #ctx: Context;
  constructor(ctx: Context) { this.#ctx = ctx; }
  roll() { return [Math.random(), new Date()]; }
}
`,
  }, "--fix");
  assertEquals(code, 0);
  assertStringIncludes(
    read("dice.ts"),
    "[this.#ctx.random(), new Date(this.#ctx.now())]",
  );
});
