import type { Link } from "../net/link.ts";
import { type Ending, Program } from "../program.ts";
import { passed, within } from "../../../bench/cluster/passed.ts";
import type { NodeSettings } from "./settings.ts";

const PROGRAM = new URL("./node.ts", import.meta.url);

/** How long a node may take to take part, or to end when it is told to. */
const PATIENCE_MS = 60_000;

/** How long a node that has ended by itself is left alone. */
const RESTART_MS = 500;

/** A node of the cluster, through all its lives. */
export class ChaosNode {
  readonly name: string;
  readonly link: Link;
  /** How it ended where it was not told to: what a run must not have. */
  readonly deaths: string[] = [];
  readonly #settings: NodeSettings;
  readonly #logPath: string;
  #program: Program | null = null;
  #isTold = false;

  constructor(settings: NodeSettings, link: Link, logPath: string) {
    this.name = settings.node;
    this.link = link;
    this.#settings = settings;
    this.#logPath = logPath;
  }

  /** Starts it; resolves when it takes part. */
  async start(): Promise<void> {
    this.#isTold = false;
    const program = this.#program = new Program({
      url: PROGRAM,
      settings: this.#settings,
      logPath: this.#logPath,
    });
    program.ended.then((ending) => this.#noteEnd(program, ending));
    const joined = await within(PATIENCE_MS, program.joined);
    if (joined === null) this.deaths.push(`${this.name} did not join in time`);
  }

  /** Kills it with `kill -9`. */
  async kill(): Promise<void> {
    this.#isTold = true;
    const program = this.#program;
    // One that stands still is killed as well.
    program?.signal("SIGKILL");
    await program?.ended;
  }

  /** Has it stand still, or go on. */
  signal(signal: "SIGCONT" | "SIGSTOP"): void {
    this.#program?.signal(signal);
  }

  /** Tells it to end; resolves when it has, with how long it took. */
  async end(): Promise<number> {
    this.#isTold = true;
    const program = this.#program;
    if (program === null) return 0;
    const start = performance.now();
    program.signal("SIGTERM");
    const ending = await within(PATIENCE_MS, program.ended);
    if (ending === null) {
      this.deaths.push(`${this.name} did not end in time`);
      await this.kill();
    } else if (ending.code !== 0) {
      this.deaths.push(`${this.name} ended with ${ending.code} when told to`);
    }
    return performance.now() - start;
  }

  async #noteEnd(program: Program, { code, signal }: Ending): Promise<void> {
    if (this.#isTold || this.#program !== program) return;
    this.deaths.push(`${this.name} ended by itself: ${signal ?? code}`);
    // As whatever supervises processes would.
    await passed(RESTART_MS);
    if (!this.#isTold && this.#program === program) await this.start();
  }
}
