import process from "node:process";
import { Diagnostics } from "../../../cli/gen/diagnostics.ts";
import { buildModels } from "../../../cli/gen/model/model.ts";
import { parse } from "../../../cli/gen/parse/parse.ts";
import { toPath } from "../../../cli/gen/paths.ts";
import { FORBIDDEN } from "../../../cli/gen/scan/module_graph.ts";
import { Disk } from "../../../cli/gen/scan/sources.ts";
import { loadFormatter } from "../../../cli/gen/write/format.ts";
import { emitFolder } from "../../../cli/gen/emit/folder.ts";
import { layOut } from "../../../cli/gen/write/lay_out.ts";
import type { Method } from "../../../src/proxy/mod.ts";
import type { ActorFacts } from "../../../cli/gen/model/facts.ts";
import { receiver } from "../../codec/actor_reference.ts";
import { silent } from "../project.ts";
import { EXACT, judge, LENIENT } from "./compiler_judge.ts";
import { NoPayload, Payloads } from "./payloads.ts";

/** How the copier and the compiler judge the payloads of a type. */
export interface Compared {
  readonly judged: number;
  /** What both say where they differ for no reason that is told. */
  readonly differences: readonly string[];
  readonly explained: number;
}

/** What is printed as JSON of one type of a collection. */
export interface Measured extends Compared {
  readonly seconds: number;
  /** Seconds of all processors, from the process's start. */
  readonly processorSeconds: number;
  readonly megabytes: number;
  readonly bytes: number;
  readonly types: number;
  readonly unchecked: readonly string[];
  /** Why the generator refuses the type; nothing is compared then. */
  readonly refused: readonly string[];
}

const NOTHING: Compared = { judged: 0, differences: [], explained: 0 };

const LIBRARY = toPath(`${import.meta.dirname}/../../..`);
const PAYLOADS = 1_000;

const [folder = "", type = "", seed = "1"] = Deno.args;
const collection = { folder, type };
const started = performance.now();
const diagnostics = new Diagnostics();
const proxyModule = `${LIBRARY}/src/proxy/mod.ts`;
const disk = new Disk();
const { actors: [actor], formatting } = parse({
  files: [`${folder}/a.ts`],
  sources: disk,
  graph: FORBIDDEN,
  outputFolder: folder,
  proxyModule,
  isStrict: true,
  diagnostics,
  progress: silent(),
});
if (actor === undefined) throw new Error("Cannot measure: there is no actor");
const unchecked = diagnostics.sorted.filter(({ code }) => code === "GEN402");
const refused = diagnostics.sorted.filter(({ code }) => code === "GEN302");
const target = {
  folder,
  proxyModule,
  library: { path: `${LIBRARY}/mod.ts` },
};
const model = buildModels([actor], target, new Diagnostics());
let bytes = 0;
// The generator writes nothing of a type with a part that is refused.
if (refused.length === 0) {
  const format = await loadFormatter(formatting);
  for (const draft of emitFolder(model)) {
    for (const { name, code } of layOut(draft, folder, format, diagnostics)) {
      Deno.writeTextFileSync(`${folder}/${name}`, code);
      bytes += code.length;
    }
  }
}
const measured = {
  seconds: (performance.now() - started) / 1000,
  processorSeconds: processorTime(),
  megabytes: peakMemory(),
  bytes,
  types: Object.keys(actor.types.containers).length,
  unchecked: unchecked.map(({ message }) => message),
  refused: refused.map(({ message }) => message),
};
const compared = refused.length > 0 ? NOTHING : await compare(actor);
const all: Measured = { ...measured, ...compared };
console.log(JSON.stringify(all));

function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

function peakMemory(): number {
  const status = Deno.readTextFileSync("/proc/self/status");
  return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]) / 1024;
}

/** Compares what the copier and the compiler say of changed payloads. */
async function compare({ types, messages }: ActorFacts): Promise<Compared> {
  const { AProxy } = await import(`file://${folder}/a_proxy.gen.ts`);
  const method: Method = AProxy.definition.methods.take;
  const payloads = new Payloads(types.containers, Number(seed));
  const shape = messages[0]?.signatures[0]?.parameters[0]?.shape;
  const made: unknown[] = [];
  for (let at = 0; at < 20 * PAYLOADS && made.length < PAYLOADS; at++) {
    try {
      const payload = payloads.make(shape!);
      made.push(at % 4 === 0 ? payload : payloads.mutate(payload));
    } catch (error) {
      if (!(error instanceof NoPayload)) throw error;
    }
  }
  const errors = judge(made, collection, EXACT);
  const differing: { payload: unknown; complaint: string; refusal: string }[] =
    [];
  for (const [index, payload] of made.entries()) {
    const complaint = errors.get(index) ?? "";
    const refusal = refusalOf(payload, method);
    if ((complaint === "") === (refusal === "")) continue;
    differing.push({ payload, complaint, refusal });
  }
  const left = judge(
    differing.map(({ payload }) => payload),
    collection,
    LENIENT,
  );
  const differences = differing.filter(({ refusal }, index) =>
    refusal !== "" || left.has(index)
  ).map(({ payload, complaint, refusal }) =>
    `${complaint} | ${refusal} | ${JSON.stringify(payload)}`.slice(0, 600)
  );
  const explained = differing.length - differences.length;
  return { judged: made.length, differences, explained };
}

function refusalOf(payload: unknown, method: Method): string {
  try {
    method.copyPayload(payload, receiver);
    return "";
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
