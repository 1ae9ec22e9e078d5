import type { Disk } from "./disk.ts";

/** Longer than a child lives: nothing is written by and by. */
const COMMIT_SECONDS = 300;

/** How large the disk is. */
const SIZE_BYTES = 134_217_728;

/**
 * A disk that says of everything that it is written, and loses what was not
 * synced when its user is killed: a file system of its own in a file, which is
 * copied then without what the kernel has not written to it so far, as if the
 * power had failed. It needs Linux, and a user who may mount.
 */
export class LyingDisk implements Disk {
  readonly #folder: string;
  #cuts = 0;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Makes one. */
  static async make(): Promise<LyingDisk> {
    const folder = await Deno.makeTempDir({ prefix: "backstage_disk_" });
    const disk = new LyingDisk(folder);
    await Deno.mkdir(disk.#mount);
    await Deno.writeFile(disk.#image, new Uint8Array());
    await Deno.truncate(disk.#image, SIZE_BYTES);
    await run("mkfs.ext4", "-q", "-F", disk.#image);
    await disk.#attach();
    return disk;
  }

  get path(): string {
    return `${this.#mount}/bank.db`;
  }

  async cut(): Promise<void> {
    const before = this.#image;
    this.#cuts++;
    await run("cp", "--sparse=always", before, this.#image);
    await this.#detach();
    await Deno.remove(before);
    await this.#attach();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#detach();
    await Deno.remove(this.#folder, { recursive: true });
  }

  get #mount(): string {
    return `${this.#folder}/mount`;
  }

  get #image(): string {
    return `${this.#folder}/disk${this.#cuts}`;
  }

  async #attach(): Promise<void> {
    const options = `loop,commit=${COMMIT_SECONDS}`;
    await run("mount", "-o", options, this.#image, this.#mount);
  }

  async #detach(): Promise<void> {
    await run("umount", this.#mount);
  }
}

async function run(command: string, ...args: string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command(command, { args })
    .output();
  if (success) return;
  const said = new TextDecoder().decode(stderr).trim();
  throw new Error(`Cannot make a disk that lies: ${command} failed: ${said}`);
}
