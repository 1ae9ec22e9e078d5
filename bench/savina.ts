/**
 * Measures the programs of the Savina suite, written as a user writes them,
 * and with `--erlang` the same ones in Erlang beside them:
 * `deno task bench:savina`. `--write` puts the table into bench/RESULTS.md.
 *
 * Each program verifies its result. What is compared is processor time, of all
 * threads of a process, on one core where `taskset` is there.
 *
 * @module
 */
import { parseArgs } from "@std/cli";
import { fileURLToPath } from "node:url";
import { describeMachine } from "./machine.ts";
import { median } from "./measure.ts";
import { programs } from "./savina/all.ts";
import { replaceSection } from "./section.ts";
import { formatNumber, formatTable } from "./table.ts";

const RESULTS = new URL("RESULTS.md", import.meta.url);
const FOLDER = new URL("savina/", import.meta.url);
const CORE = "1";

/** Something that plays a program some times and prints a line of JSON. */
interface Player {
  readonly name: string;
  play(program: string, times: number): Promise<readonly number[] | null>;
}

/** Runs a command, on one core if that can be had; returns what it prints. */
async function run(
  command: string,
  args: readonly string[],
  isPinned: boolean,
): Promise<string> {
  const [name, ...rest] = isPinned
    ? ["taskset", "--cpu-list", CORE, command, ...args]
    : [command, ...args];
  const { code, stdout, stderr } = await new Deno.Command(name!, {
    args: rest,
  }).output();
  if (code === 0) return new TextDecoder().decode(stdout);
  throw new Error(`Cannot run ${command}: ${new TextDecoder().decode(stderr)}`);
}

async function canPin(): Promise<boolean> {
  try {
    await run("taskset", ["--version"], false);
    return true;
  } catch {
    return false;
  }
}

function readTimes(output: string): readonly number[] {
  const line = output.trim().split("\n").at(-1) ?? "";
  return (JSON.parse(line) as { readonly cpu: readonly number[] }).cpu;
}

function makeOurs(isPinned: boolean): Player {
  const path = fileURLToPath(new URL("play.ts", FOLDER));
  return {
    name: "Backstage",
    async play(program, times) {
      const args = ["run", "--quiet", "--no-check", path, program, `${times}`];
      return readTimes(await run(Deno.execPath(), args, isPinned));
    },
  };
}

/** Compiles the Erlang programs, and returns what plays them. */
async function makeErlang(folder: string, isPinned: boolean): Promise<Player> {
  const source = fileURLToPath(new URL("savina.erl", FOLDER));
  await run("erlc", ["-o", folder, source], false);
  const known = await Deno.readTextFile(source);
  const flags = ["+S", "1:1", "-noshell", "-pa", folder];
  return {
    name: "Erlang",
    async play(program, times) {
      if (!known.includes(`bench(${program}) ->`)) return null;
      const args = [...flags, "-run", "savina", "main", program, `${times}`];
      return readTimes(await run("erl", args, isPinned));
    },
  };
}

/** Returns the median of what a warm process takes. */
function takeWarm(times: readonly number[]): number {
  return median(times.slice(times.length >> 1));
}

/** Measures a program with each player by turns; `NaN` where one has none. */
async function measure(
  program: string,
  players: readonly Player[],
  { repeats, times }: { readonly repeats: number; readonly times: number },
): Promise<number[]> {
  const all: number[][] = players.map(() => []);
  for (let repeat = 0; repeat < repeats; repeat++) {
    for (const [at, player] of players.entries()) {
      const cpu = await player.play(program, times);
      if (cpu !== null) all[at]!.push(takeWarm(cpu));
    }
  }
  return all.map(median);
}

function describe(
  players: readonly Player[],
  { repeats, times }: { readonly repeats: number; readonly times: number },
  isPinned: boolean,
): string {
  const others = players.length > 1 ? " and Erlang's (`erl +S 1:1`)" : "";
  const core = isPinned ? "pinned to one core" : "not pinned to a core";
  const processes = repeats === 1 ? "one process" : `${repeats} processes`;
  const [, , load = NaN] = Deno.loadavg();
  return `Milliseconds of processor time for one run: medians of ` +
    `${processes}, of the second half of ${times} runs each, ` +
    `ours${others} by turns, ` +
    `${core}, at a load of ${
      formatNumber(load)
    }. Written by \`deno task bench:savina --erlang ` +
    `--write\` on ${new Date().toISOString().slice(0, 10)}: do not edit.`;
}

if (import.meta.main) {
  const args = parseArgs(Deno.args, {
    boolean: ["erlang", "write"],
    string: ["only", "repeats", "times"],
    default: { repeats: "3", times: "12" },
  });
  const plan = { repeats: Number(args.repeats), times: Number(args.times) };
  const only = args.only?.split(",");
  const isPinned = await canPin();
  const folder = await Deno.makeTempDir({ prefix: "savina_" });
  try {
    const players = [makeOurs(isPinned)];
    if (args.erlang) players.push(await makeErlang(folder, isPinned));
    const head = ["program", ...players.map(({ name }) => `${name} ms`)];
    const rows = [args.erlang ? [...head, "times Erlang"] : head];
    for (const { name } of programs) {
      if (only !== undefined && !only.includes(name)) continue;
      const figures = await measure(name, players, plan);
      const [ours, theirs] = figures;
      const row = [name, ...figures.map(formatNumber)];
      if (theirs !== undefined) row.push(formatNumber(ours! / theirs));
      rows.push(row);
      console.log(row.join("  "));
    }
    const note = describe(players, plan, isPinned);
    const text = `${note}\n\n${describeMachine()}.\n\n${formatTable(rows)}`;
    console.log(`\n${text}`);
    if (args.write) {
      const page = await Deno.readTextFile(RESULTS);
      await Deno.writeTextFile(RESULTS, replaceSection(page, "Savina", text));
      await run(Deno.execPath(), ["fmt", fileURLToPath(RESULTS)], false);
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
