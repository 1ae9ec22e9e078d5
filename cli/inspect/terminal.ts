import type { Terminal } from "./screen.ts";

const ENTER = "\x1b[?1049h\x1b[?25l";
const LEAVE = "\x1b[?25h\x1b[?1049l";

/** The terminal that the command was started in. */
export class RealTerminal implements Terminal, Disposable {
  readonly #keys: string[] = [];
  #wake: (() => void) | null = null;
  readonly #onResize = (): void => this.#wake?.();

  constructor() {
    Deno.stdin.setRaw(true);
    this.write(ENTER);
    // Windows has no signal for it: the next picture has the new size.
    if (Deno.build.os !== "windows") {
      Deno.addSignalListener("SIGWINCH", this.#onResize);
    }
    this.#read();
  }

  size(): { readonly columns: number; readonly rows: number } {
    return Deno.consoleSize();
  }

  write(text: string): void {
    let rest = new TextEncoder().encode(text);
    while (rest.length > 0) rest = rest.subarray(Deno.stdout.writeSync(rest));
  }

  async wait(ms: number): Promise<string | null> {
    if (this.#keys.length === 0) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      this.#wake = null;
    }
    return this.#keys.shift() ?? null;
  }

  [Symbol.dispose](): void {
    if (Deno.build.os !== "windows") {
      Deno.removeSignalListener("SIGWINCH", this.#onResize);
    }
    this.write(LEAVE);
    Deno.stdin.setRaw(false);
  }

  async #read(): Promise<void> {
    const buffer = new Uint8Array(64);
    for (;;) {
      const count = await Deno.stdin.read(buffer);
      // A closed input quits.
      this.#keys.push(
        count === null
          ? "q"
          : new TextDecoder().decode(buffer.subarray(0, count)),
      );
      this.#wake?.();
      if (count === null) return;
    }
  }
}
