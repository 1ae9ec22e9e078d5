/** Where the child has its file. */
export interface Disk extends AsyncDisposable {
  readonly path: string;
  /** Loses what this disk does not keep when its user is killed. */
  cut(): Promise<void>;
}

/** A folder, in which all stays that was written. */
export class Folder implements Disk {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Makes one. */
  static async make(): Promise<Folder> {
    return new Folder(await Deno.makeTempDir({ prefix: "backstage_crash_" }));
  }

  get path(): string {
    return `${this.#folder}/bank.db`;
  }

  async cut(): Promise<void> {}

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.#folder, { recursive: true });
  }
}
