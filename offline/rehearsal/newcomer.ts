import { dirname, join } from "node:path";

/** What a {@linkcode Newcomer} has. */
export interface NewcomerOptions {
  /** The registry that the packages are installed from. */
  readonly registry: string;
  /** The Deno to use: a path. */
  readonly deno: string;
}

/**
 * A user with an empty folder and an empty cache: whatever a command needs has
 * to be downloaded.
 */
export class Newcomer implements AsyncDisposable {
  /** The folder of the user's program. */
  readonly folder: string;
  /** The user's `DENO_DIR`. */
  readonly cache: string;
  readonly #root: string;
  readonly #options: NewcomerOptions;

  private constructor(root: string, options: NewcomerOptions) {
    this.#root = root;
    this.#options = options;
    this.folder = join(root, "program");
    this.cache = join(root, "cache");
  }

  static async create(options: NewcomerOptions): Promise<Newcomer> {
    const root = await Deno.makeTempDir({ prefix: "backstage_rehearsal_" });
    const newcomer = new Newcomer(root, options);
    await Deno.mkdir(newcomer.folder);
    return newcomer;
  }

  /** Writes a file of the program. */
  async write(name: string, text: string): Promise<void> {
    const path = join(this.folder, name);
    await Deno.mkdir(dirname(path), { recursive: true });
    await Deno.writeTextFile(path, text);
  }

  /** Reads a file of the program. */
  read(name: string): Promise<string> {
    return Deno.readTextFile(join(this.folder, name));
  }

  /** Adds members to the program's `deno.json`, which the install wrote. */
  async configure(members: Record<string, unknown>): Promise<void> {
    const config = JSON.parse(await this.read("deno.json"));
    await this.write("deno.json", JSON.stringify({ ...config, ...members }));
  }

  /** Runs Deno in the folder and returns what it printed. */
  async deno(...args: readonly string[]): Promise<string> {
    const { success, stdout, stderr } = await this.#command(args).output();
    const decoder = new TextDecoder();
    if (success) return decoder.decode(stdout);
    throw new Error(
      `Cannot run deno ${args.join(" ")}: it failed\n` +
        decoder.decode(stdout) + decoder.decode(stderr),
    );
  }

  /** Starts a program that runs on; its output is to be read. */
  start(...args: readonly string[]): Deno.ChildProcess {
    // What goes wrong there belongs into the rehearsal's output.
    return this.#command(args, "inherit").spawn();
  }

  /** Removes the folder and the cache. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.#root, { recursive: true });
  }

  #command(
    args: readonly string[],
    stderr: "piped" | "inherit" = "piped",
  ): Deno.Command {
    const { registry, deno } = this.#options;
    return new Deno.Command(deno, {
      args: [...args],
      cwd: this.folder,
      env: { JSR_URL: registry, DENO_DIR: this.cache, NO_COLOR: "1" },
      stdin: "null",
      stdout: "piped",
      stderr,
    });
  }
}
