import { type Files, Project } from "./project.ts";

/** An actor that takes one `T` of a module. */
export function take(specifier: string, before = ""): string {
  return `${before}import type { T } from "${specifier}";\n` +
    "// @generate-proxy\nexport class A { take(value: T): void {} }\n";
}

/** Types by which tests see which module was read. */
export function typed(literal: string): string {
  return `export type T = { is: "${literal}" };\n`;
}

/** Generates, and returns which type was read and what was said. */
export async function generate(
  files: Files,
  output = "gen",
): Promise<{ is: string | undefined; lines: string[]; imports: string }> {
  await using project = await Project.create(files);
  const lines = await project.diagnose({ output: project.path(output) });
  const code = await project.read(`${output}/a_proxy.gen.ts`)
    .catch(() => "");
  const [, is] = /literal\(\w+, "is", "(.*)"\)/.exec(code) ?? [];
  const [, imports = ""] = /\{ T \} from "(.*)"/.exec(code) ?? [];
  return { is, lines, imports };
}

/** A package in `node_modules`, with one of its own. */
export const INSTALLED = {
  "package.json": '{ "dependencies": { "shop": "^1.0.0" } }',
  "node_modules/shop/package.json":
    '{ "name": "shop", "exports": { "./t": { "types": "./lib/t.d.ts" } } }',
  "node_modules/shop/lib/t.d.ts": 'import type { Is } from "near";\n' +
    "export type T = { is: Is };\n",
  "node_modules/shop/node_modules/near/package.json": '{ "types": "n.d.ts" }',
  "node_modules/shop/node_modules/near/n.d.ts":
    'export type Is = "installed";\n',
};
