/**
 * Measures how late a busy engine makes everything else in its process, and
 * what it costs to be on time: `deno task bench:fairness`.
 *
 * One actor that sends to itself and a ring of 1,000 busy ones run beside a
 * timer of 1 ms and an HTTP server, with the default budget for a run and with
 * none, by turns.
 *
 * @module
 */
import { Engine, type EngineOptions } from "@backstage/actors";
import { AdderProxy } from "./generated/adder_proxy.gen.ts";
import { SpinnerProxy } from "./generated/spinner_proxy.gen.ts";
import { RunnerProxy } from "./generated/runner_proxy.gen.ts";
import { median, printRows, time } from "./measure.ts";

const RUNNERS = 1_000;
/** How many turns there are for each actor in one round. */
const TURNS = 8_000;
const IDLE_MS = 1_000;
const REPEATS = 7;
const NO_BUDGET: EngineOptions = { runBudgetMs: 2_147_483_647 };

/** Milliseconds of lateness, one for each timer or answer. */
interface Round {
  readonly timer: number[];
  readonly plain: number[];
  readonly actor: number[];
}

type Load = (engine: Engine) => Promise<void>;

/** Lets all actors work until all of it is done. */
async function work(engine: Engine): Promise<void> {
  engine.getActor(SpinnerProxy, "spinner").spin(TURNS);
  for (let id = 0; id < RUNNERS; id++) {
    engine.getActor(RunnerProxy, `${id}`).take(TURNS);
  }
  await engine.run();
}

async function rest(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, IDLE_MS));
}

/** Notes how much later than 1 ms after the last one each timer fires. */
function watchTimer(lateness: number[]): Disposable {
  let last = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    lateness.push(Math.max(0, now - last - 1));
    last = now;
  }, 1);
  return { [Symbol.dispose]: () => clearInterval(timer) };
}

/** Serves some words, and a sum that an actor computes. */
function serve(engine: Engine): Deno.HttpServer<Deno.NetAddr> {
  const adder = engine.getActor(AdderProxy, "adder");
  return Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    async ({ url }) => {
      const sum = url.endsWith("/actor") ? await adder.add(1) : "no sum";
      return new Response(`${sum}`);
    },
  );
}

/** A process that asks the server until it is told to end. */
class Client {
  readonly #child: Deno.ChildProcess;
  readonly #output: ReadableStreamDefaultReader<string>;

  constructor(port: number) {
    const { href } = new URL("./fairness_client.ts", import.meta.url);
    const origin = `http://127.0.0.1:${port}`;
    this.#child = new Deno.Command(Deno.execPath(), {
      args: ["run", "--quiet", "--allow-net=127.0.0.1", href, origin],
      stdin: "piped",
      stdout: "piped",
    }).spawn();
    this.#output = this.#child.stdout
      .pipeThrough(new TextDecoderStream()).getReader();
  }

  async begin(): Promise<void> {
    await this.#output.read();
  }

  async end(): Promise<{ plain: number[]; actor: number[] }> {
    await this.#child.stdin.close();
    let text = "";
    for (;;) {
      const { done, value } = await this.#output.read();
      if (done) return JSON.parse(text);
      text += value;
    }
  }
}

/** Creates an engine with a ring of actors. */
async function openRing(options: EngineOptions): Promise<Engine> {
  const engine = new Engine(options);
  for (let id = 0; id < RUNNERS; id++) {
    await engine.getActor(RunnerProxy, `${id}`).meet(`${(id + 1) % RUNNERS}`);
  }
  return engine;
}

async function play(load: Load, options: EngineOptions = {}): Promise<Round> {
  await using engine = await openRing(options);
  await using server = serve(engine);
  const client = new Client(server.addr.port);
  await client.begin();
  const timer: number[] = [];
  {
    using _watch = watchTimer(timer);
    await load(engine);
    // A timer that is late by the whole of it has yet to fire.
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  return { timer, ...await client.end() };
}

/** Returns turns for each millisecond, with the timer and no requests. */
async function race(options: EngineOptions = {}): Promise<number> {
  await using engine = await openRing(options);
  using _watch = watchTimer([]);
  const ms = await time(() => work(engine));
  return (RUNNERS + 1) * (TURNS + 1) / ms;
}

/** Returns the value that a share of all values does not exceed. */
function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.ceil(share * sorted.length) - 1] ?? NaN;
}

/** Says how late something was: medians of the rounds, and the worst. */
function describe(rounds: readonly Round[], what: keyof Round): string {
  const all = rounds.map((round) => round[what]);
  const p50 = median(all.map((values) => quantile(values, 0.5)));
  const p99 = median(all.map((values) => quantile(values, 0.99)));
  const max = Math.max(...all.map((values) => quantile(values, 1)));
  return [p50, p99, max].map((ms) => ms.toFixed(1)).join(" / ");
}

function printLateness(...columns: (readonly Round[])[]): void {
  const row = (name: string, what: keyof Round, goal: string): string[] => [
    name,
    ...columns.map((rounds) => describe(rounds, what)),
    goal,
  ];
  printRows(
    ["late by ms: p50 / p99 / max", "idle", "budget", "no budget", "goal"],
    [
      row("timer of 1 ms", "timer", "p99 under 15"),
      row("HTTP answer", "plain", "p99 under 15"),
      row("HTTP answer of an actor", "actor", "none"),
    ],
  );
}

function printThroughput(fair: number[], greedy: number[]): void {
  const [ours, most] = [median(fair), median(greedy)];
  const inMillions = (turnsPerMs: number): string =>
    (turnsPerMs / 1_000).toFixed(2);
  console.log(
    `\nMillions of turns a second, beside the timer: ${
      inMillions(ours)
    } with ` +
      `the budget, ${inMillions(most)} without.\n` +
      `It costs ${(100 * (1 - ours / most)).toFixed(1)}%; at most 10%.`,
  );
}

/** Does both by turns, so that a machine that slows down favours neither. */
async function alternate(
  repeat: number,
  ...steps: (() => Promise<unknown>)[]
): Promise<void> {
  const order = repeat % 2 === 0 ? steps : steps.toReversed();
  for (const step of order) await step();
}

if (import.meta.main) {
  const idle: Round[] = [];
  const fair: Round[] = [];
  const greedy: Round[] = [];
  const fairRaces: number[] = [];
  const greedyRaces: number[] = [];
  await race();
  await race(NO_BUDGET);
  for (let repeat = 0; repeat < REPEATS; repeat++) {
    idle.push(await play(rest));
    await alternate(
      repeat,
      async () => fair.push(await play(work)),
      async () => greedy.push(await play(work, NO_BUDGET)),
    );
    await alternate(
      repeat,
      async () => fairRaces.push(await race()),
      async () => greedyRaces.push(await race(NO_BUDGET)),
    );
  }
  printLateness(idle, fair, greedy);
  printThroughput(fairRaces, greedyRaces);
  const { deno, v8 } = Deno.version;
  console.log(
    `Deno ${deno}, V8 ${v8}, ${Deno.build.target}; medians of ${REPEATS}.`,
  );
}
