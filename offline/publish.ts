/**
 * Rehearses publishing where JSR cannot be reached.
 *
 * `deno publish` refuses a module that lies inside the package and is not part
 * of it, and that is what a linked package under `offline/` is. So the package
 * is copied, the links are pointed out of the copy, and the rehearsal runs
 * there. Nothing else of `deno.json` is touched.
 */
import { cpSync } from "node:fs";
import { join } from "node:path";

const COPIED = ["deno.json", "deno.lock"];

interface Config {
  readonly links?: readonly string[];
  readonly publish: { readonly include: readonly string[] };
}

function copyPackage(root: string, target: string): void {
  const config: Config = JSON.parse(
    Deno.readTextFileSync(join(root, "deno.json")),
  );
  for (const path of new Set([...config.publish.include, ...COPIED])) {
    cpSync(join(root, path), join(target, path), { recursive: true });
  }
  for (const link of config.links ?? []) {
    cpSync(join(root, link), join(target, "..", link), { recursive: true });
  }
  const links = config.links?.map((link) => join("..", link)) ?? [];
  Deno.writeTextFileSync(
    join(target, "deno.json"),
    JSON.stringify({ ...config, links }, null, 2),
  );
}

async function rehearse(directory: string): Promise<number> {
  const command = new Deno.Command(Deno.execPath(), {
    args: ["publish", "--dry-run", "--allow-dirty"],
    cwd: directory,
  });
  return (await command.spawn().status).code;
}

const directory = Deno.makeTempDirSync({ prefix: "backstage_publish_" });
try {
  copyPackage(Deno.cwd(), join(directory, "package"));
  Deno.exitCode = await rehearse(join(directory, "package"));
} finally {
  Deno.removeSync(directory, { recursive: true });
}
