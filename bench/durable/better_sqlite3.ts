import { TextLineStream } from "../lines.ts";
import { ACTORS, type Keeper, STATE_BYTES } from "./keeper.ts";
import { SET_UP } from "./raw_sqlite.ts";

/** What is measured. */
const PACKAGE = "better-sqlite3@12.4.1";

const PROGRAM = new URL("better_sqlite3.mjs", import.meta.url);

/** better-sqlite3 in a process of Node, for Deno cannot load it. */
class BetterSqlite3 implements Keeper {
  readonly name = "better-sqlite3, raw, under Node";
  readonly #process: Deno.ChildProcess;
  readonly #to: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>;
  readonly #lines: ReadableStreamDefaultReader<string>;

  constructor(process: Deno.ChildProcess) {
    this.#process = process;
    this.#to = process.stdin.getWriter();
    this.#lines = process.stdout
      .pipeThrough(new TextDecoderStream())
      .pipeThrough(new TextLineStream())
      .getReader();
  }

  async commit(size: number, batches: number): Promise<number[]> {
    const line = `${JSON.stringify({ size, batches })}\n`;
    await this.#to.write(new TextEncoder().encode(line));
    return await this.read();
  }

  /** Reads how long batches took. */
  async read(): Promise<number[]> {
    const { value } = await this.#lines.read();
    if (value === undefined) throw new Error("better-sqlite3 does not run");
    return JSON.parse(value);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#to.close();
    await this.#lines.cancel();
    await this.#process.status;
  }
}

async function install(folder: string): Promise<void> {
  await Deno.writeTextFile(`${folder}/package.json`, '{ "private": true }');
  const { success } = await new Deno.Command("npm", {
    args: ["install", "--silent", PACKAGE],
    cwd: folder,
    stdout: "null",
    stderr: "null",
  }).output();
  if (!success) throw new Error(`npm cannot install ${PACKAGE} here`);
}

/** Installs better-sqlite3, which may take minutes, and opens it. */
export async function openBetterSqlite3(folder: string): Promise<Keeper> {
  await install(folder);
  await Deno.copyFile(PROGRAM, `${folder}/better_sqlite3.mjs`);
  const process = new Deno.Command("node", {
    args: [
      ...["better_sqlite3.mjs", "better.db", SET_UP],
      ...[String(ACTORS), String(STATE_BYTES)],
    ],
    cwd: folder,
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const keeper = new BetterSqlite3(process);
  await keeper.read();
  return keeper;
}
