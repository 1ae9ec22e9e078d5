/**
 * Runs the rounds of one subject, one for each line on standard input: see
 * `Lane`, which starts this program. Its argument is the subject's module.
 *
 * @module
 */
import { TextLineStream } from "./lines.ts";
import {
  type Answer,
  MARK,
  type Request,
  type Welcome,
} from "./lane_protocol.ts";
import type { Subject } from "./subject.ts";
import {
  findObstacle,
  type Rounds,
  type Sample,
  type Workload,
} from "./workload.ts";
import { workloads } from "./workloads/all.ts";

/** A subject with the workload that it is ready for. */
class Worker {
  readonly #subject: Subject;
  #workload: Workload | undefined;
  #rounds: Rounds | undefined;

  constructor(subject: Subject) {
    this.#subject = subject;
  }

  async run({ workload: id, operations }: Request): Promise<Sample> {
    if (this.#workload?.id !== id) await this.#prepare(id);
    return await this.#rounds!.run(operations);
  }

  async #prepare(id: string): Promise<void> {
    this.#workload = undefined;
    await this.#rounds?.end();
    this.#rounds = undefined;
    const workload = workloads.find((one) => one.id === id);
    if (workload === undefined) throw new Error(`There is no ${id}`);
    this.#rounds = await workload.setUp(this.#subject);
    this.#workload = workload;
  }
}

function say(message: Welcome | Answer): void {
  const line = new TextEncoder().encode(
    `\n${MARK}${JSON.stringify(message)}\n`,
  );
  Deno.stdout.writeSync(line);
}

function listObstacles(subject: Subject): Record<string, string> {
  const obstacles: Record<string, string> = {};
  for (const workload of workloads) {
    const obstacle = findObstacle(subject, workload);
    if (obstacle !== undefined) obstacles[workload.id] = obstacle;
  }
  return obstacles;
}

function describe(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split("\n")[0]!;
}

async function serve(subject: Subject): Promise<void> {
  const worker = new Worker(subject);
  say({ promises: subject.promises, obstacles: listObstacles(subject) });
  const lines = Deno.stdin.readable
    .pipeThrough(new TextDecoderStream())
    .pipeThrough(new TextLineStream());
  for await (const line of lines) {
    try {
      say({ sample: await worker.run(JSON.parse(line)) });
    } catch (error) {
      say({ error: describe(error) });
    }
  }
}

try {
  const module = await import(Deno.args[0]!) as { subject: Subject };
  await serve(module.subject);
} catch (error) {
  say({ error: describe(error) });
}
Deno.exit();
