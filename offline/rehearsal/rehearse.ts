import { fileURLToPath } from "node:url";
import {
  extractBlocks,
  groupProjects,
  type Project,
} from "../readme/blocks.ts";
import { type Amount, listPackages, measureCache } from "./cache.ts";
import { install } from "./install.ts";
import { findDeadLinks } from "./links.ts";
import { generateFromPackage } from "./type_of_package.ts";
import { lintActor } from "./lint.ts";
import { lookInside } from "./look_inside.ts";
import { readSection } from "./markdown.ts";
import { Newcomer, type NewcomerOptions } from "./newcomer.ts";
import { readPackage } from "./package.ts";
import { runProject } from "./project.ts";
import { Registry } from "./registry.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const STAND_INS = ["assert", "cli", "fs"];

/** What {@linkcode rehearse} may be told. */
export interface RehearsalOptions {
  /** The JSR that has `@std`; without one the stand-ins are published as it. */
  readonly std?: URL | undefined;
  /** Whether uncommitted changes are published, too. */
  readonly allowDirty?: boolean;
  /** The path of the Deno that installs; the running one unless given. */
  readonly deno?: string | undefined;
}

/** A step of a user, and what it downloaded. */
export interface Step {
  readonly name: string;
  /** The amounts by host. */
  readonly downloads: ReadonlyMap<string, Amount>;
}

/** What came of a rehearsal; whatever goes wrong is thrown. */
export interface Rehearsal {
  /** The package, as `name@version`. */
  readonly published: string;
  /** The paths of the published files. */
  readonly files: readonly string[];
  /** What the engine's own entry point downloads, without an installation. */
  readonly alone: Step;
  readonly steps: readonly Step[];
  /** The packages of npm that the steps installed, as `name@version`. */
  readonly npmPackages: readonly string[];
}

/**
 * Publishes this package into a registry of this machine, with the real
 * `deno publish`, and does as a user what the README says: installs it into an
 * empty folder with an empty cache, generates, runs, tests and looks inside.
 */
export async function rehearse(
  { std, allowDirty = false, deno = Deno.execPath() }: RehearsalOptions = {},
): Promise<Rehearsal> {
  await using registry = new Registry({ behind: std });
  if (std === undefined) await addStandIns(registry);
  await publish(registry.url, allowDirty);
  const [published] = registry.takePublished();
  if (published === undefined) throw new Error("Nothing was published");
  const dead = findDeadLinks(published.files);
  if (dead.length > 0) {
    throw new Error(`The package has pages with dead links: ${dead.join()}`);
  }

  const readme = await Deno.readTextFile(`${ROOT}README.md`);
  const projects = groupProjects(extractBlocks("README.md", readme));
  const testing = projects.find(({ files }) =>
    files.values().some((code) => code.includes("@backstage/actors/testing"))
  );
  const [first] = projects;
  if (first === undefined || testing === undefined) {
    throw new Error("README.md has no first program, or none for tests");
  }

  const options = { registry: registry.url, deno };
  const alone = await importAlone(registry, options, published);
  await using newcomer = await Newcomer.create(options);
  const log = new StepLog(registry, newcomer);
  await takeSteps(log, newcomer, {
    ...{ readme, first, testing, deno },
    entryPoints: Object.keys(published.exports),
  });
  return {
    published: `${published.name}@${published.version}`,
    files: Array.from(published.files.keys()),
    alone,
    steps: log.steps,
    npmPackages: await listPackages(newcomer.cache),
  };
}

/** What a user reads, and runs. */
interface Reading {
  readonly readme: string;
  readonly first: Project;
  readonly testing: Project;
  readonly entryPoints: readonly string[];
  readonly deno: string;
}

async function takeSteps(
  log: StepLog,
  newcomer: Newcomer,
  { readme, first, testing, entryPoints, deno }: Reading,
): Promise<void> {
  await log.take("installs", async () => {
    await install(newcomer, readSection(readme, "Install"));
  });
  await log.take(
    "generates and runs the first program",
    () => runProject(newcomer, first),
  );
  await log.take(
    "generates and runs a test in simulated time",
    () => runProject(newcomer, testing),
  );
  await log.take(
    "generates from a type of a package",
    () => generateFromPackage(newcomer, deno),
  );
  const page = await Deno.readTextFile(`${ROOT}docs/testing.md`);
  await log.take(
    "finds an actor's own chance by the lint plug-in",
    () => lintActor(newcomer, page),
  );
  await log.take(
    "imports and checks every entry point",
    () => importAll(newcomer, entryPoints),
  );
  await log.take("looks inside, in a browser and a terminal", async () => {
    await lookInside(newcomer, readSection(readme, "Looking inside"));
  });
}

async function addStandIns(registry: Registry): Promise<void> {
  for (const name of STAND_INS) {
    registry.add(await readPackage(`${ROOT}offline/${name}`));
  }
}

async function publish(registry: string, allowDirty: boolean): Promise<void> {
  const dirt = allowDirty ? ["--allow-dirty"] : [];
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["publish", ...dirt, "--token", "rehearsal"],
    cwd: ROOT,
    env: { JSR_URL: registry, NO_COLOR: "1" },
    stdin: "null",
    stdout: "null",
  }).output();
  if (success) return;
  throw new Error(`Cannot publish:\n${new TextDecoder().decode(stderr)}`);
}

/** Runs a program that imports the engine and nothing else. */
async function importAlone(
  registry: Registry,
  options: NewcomerOptions,
  { name, version }: { readonly name: string; readonly version: string },
): Promise<Step> {
  await using newcomer = await Newcomer.create(options);
  await newcomer.write("deno.json", "{}");
  await newcomer.write(
    "main.ts",
    `import { Engine } from "jsr:${name}@${version}";\n` +
      "await using engine = new Engine();\n" +
      "await engine.run();\n",
  );
  const log = new StepLog(registry, newcomer);
  await log.take("imports the engine", async () => {
    await newcomer.deno("run", "--no-prompt", "main.ts");
  });
  return log.steps[0]!;
}

async function importAll(
  newcomer: Newcomer,
  names: readonly string[],
): Promise<void> {
  const imports = names.map((name, index) =>
    `import * as door${index} from "@backstage/actors${name.slice(1)}";\n` +
    `if (Object.keys(door${index}).length === 0) throw new Error("${name}");\n`
  );
  await newcomer.write("src/doors.ts", imports.join(""));
  await newcomer.deno("check", "src");
  await newcomer.deno("run", "--no-prompt", "--allow-read", "src/doors.ts");
}

/** Says of each step what it downloaded. */
class StepLog {
  readonly steps: Step[] = [];
  readonly #registry: Registry;
  readonly #newcomer: Newcomer;
  #before: Map<string, Amount> = new Map();

  constructor(registry: Registry, newcomer: Newcomer) {
    this.#registry = registry;
    this.#newcomer = newcomer;
  }

  async take(name: string, act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (cause) {
      throw new Error(`The user ${name}: failed`, { cause });
    }
    const cached = await measureCache(this.#newcomer.cache);
    const downloads = new Map<string, Amount>();
    for (const { from, bytes } of this.#registry.takeDownloads()) {
      const { files = 0, bytes: others = 0 } = downloads.get(from) ?? {};
      downloads.set(from, { files: files + 1, bytes: others + bytes });
    }
    for (const [host, { files, bytes }] of cached) {
      // The registry's own count is of what went over the wire.
      if (host.startsWith("127.0.0.1")) continue;
      const before = this.#before.get(host) ?? { files: 0, bytes: 0 };
      if (files === before.files) continue;
      downloads.set(host, {
        files: files - before.files,
        bytes: bytes - before.bytes,
      });
    }
    this.#before = cached;
    this.steps.push({ name, downloads });
  }
}
