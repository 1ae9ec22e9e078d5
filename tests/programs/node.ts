/**
 * Runs a script under Node 24 or newer: the one on the PATH, or else npm's.
 */
import { join } from "node:path";

const OLDEST = 24;
const SYSTEMS: Record<string, string> = { windows: "win" };
const PROCESSORS: Record<string, string> = { x86_64: "x64", aarch64: "arm64" };

async function isNewEnough(node: string): Promise<boolean> {
  try {
    const { stdout } = await new Deno.Command(node, { args: ["--version"] })
      .output();
    const version = new TextDecoder().decode(stdout).match(/^v(\d+)\./)?.[1];
    return Number(version) >= OLDEST;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** Installs npm's package of Node for this machine; returns the program. */
async function install(folder: string): Promise<string> {
  const { os, arch } = Deno.build;
  const name = `node-${SYSTEMS[os] ?? os}-${PROCESSORS[arch] ?? arch}`;
  await Deno.writeTextFile(
    join(folder, "deno.json"),
    JSON.stringify({
      nodeModulesDir: "auto",
      imports: { [name]: `npm:${name}@${OLDEST}` },
    }),
  );
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["install", "--quiet"],
    cwd: folder,
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  const program = os === "windows" ? "node.exe" : "node";
  return join(folder, "node_modules", name, "bin", program);
}

const folder = await Deno.makeTempDir({ prefix: "backstage_node_" });
try {
  const node = await isNewEnough("node") ? "node" : await install(folder);
  const { code } = await new Deno.Command(node, { args: Deno.args }).spawn()
    .status;
  Deno.exitCode = code;
} finally {
  await Deno.remove(folder, { recursive: true });
}
