import { generate, type GenerateResult } from "../../cli/gen/generate.ts";
import { formatDiagnostic } from "../../cli/gen/diagnostics.ts";
import { Memory } from "../../cli/gen/scan/build_cache.ts";
import { FORBIDDEN } from "../../cli/gen/scan/module_graph.ts";
import { Progress } from "../../cli/gen/progress.ts";

/** Texts by path. */
export type Files = Readonly<Record<string, string>>;

/** A memory that forgets with its process. */
export function forgetful(): Memory {
  return new Memory(null);
}

/** A progress that shows nothing. */
export function silent(): Progress {
  return new Progress({ isTerminal: false, now: () => 0, write: () => {} });
}

/** A project in a folder of its own, removed after the test. */
export class Project implements AsyncDisposable {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** Creates a project of the given files. */
  static async create(files: Files): Promise<Project> {
    const folder = await Deno.makeTempDir({ prefix: "backstage" });
    const project = new Project(await Deno.realPath(folder));
    await project.add(files);
    return project;
  }

  /** Adds or replaces files. */
  async add(files: Files): Promise<void> {
    for (const [path, text] of Object.entries(files)) {
      const parent = path.split("/").slice(0, -1).join("/");
      await Deno.mkdir(this.path(parent), { recursive: true });
      await Deno.writeTextFile(this.path(path), text);
    }
  }

  /** Returns the absolute path of a file of the project. */
  path(path: string): string {
    return `${this.folder}/${path}`;
  }

  /** Reads a file of the project. */
  read(path: string): Promise<string> {
    return Deno.readTextFile(this.path(path));
  }

  /** Lists a folder of the project. */
  list(path: string): string[] {
    try {
      return [...Deno.readDirSync(this.path(path))].map(({ name }) => name)
        .sort();
    } catch {
      return [];
    }
  }

  /** Generates from `src` to `gen`. */
  generate(options: Partial<Parameters<typeof generate>[0]> = {}): Promise<
    GenerateResult
  > {
    return generate({
      output: this.path("gen"),
      scanned: [this.path("src")],
      library: "@backstage/actors",
      isCheck: false,
      isStrict: false,
      memory: forgetful(),
      progress: silent(),
      graph: FORBIDDEN,
      ...options,
    });
  }

  /** Diagnoses all but what is copied unchecked. */
  async diagnose(
    options?: Parameters<Project["generate"]>[0],
  ): Promise<string[]> {
    const lines = await this.diagnoseAll(options);
    return lines.filter((line) => !line.includes(" GEN402 warning: "));
  }

  /** Generates and returns the problems as lines with short paths. */
  async diagnoseAll(
    options?: Parameters<Project["generate"]>[0],
  ): Promise<string[]> {
    const { diagnostics } = await this.generate(options);
    return diagnostics.map((one) =>
      formatDiagnostic(one).replaceAll(`${this.folder}/`, "")
    );
  }

  /** Removes it. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.folder, { recursive: true });
  }
}
