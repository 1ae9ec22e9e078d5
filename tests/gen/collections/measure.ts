import { Diagnostics } from "../../../cli/gen/diagnostics.ts";
import { buildModels } from "../../../cli/gen/model/model.ts";
import { Projects } from "../../../cli/gen/parse/compiler/config.ts";
import { ts } from "../../../cli/gen/parse/compiler/compiler.ts";
import { createProgram } from "../../../cli/gen/parse/compiler/host.ts";
import { Stubs } from "../../../cli/gen/parse/compiler/stub.ts";
import { parse } from "../../../cli/gen/parse/parse.ts";
import { toPath } from "../../../cli/gen/paths.ts";
import { Disk } from "../../../cli/gen/scan/sources.ts";
import { loadFormatter } from "../../../cli/gen/write/format.ts";
import { layOut } from "../../../cli/gen/write/lay_out.ts";
import type { Method } from "../../../src/proxy/mod.ts";
import type { ActorFacts } from "../../../cli/gen/model/facts.ts";
import { receiver } from "../../codec/actor_reference.ts";
import { silent } from "../project.ts";
import { NoPayload, Payloads } from "./payloads.ts";

const LIBRARY = toPath(`${import.meta.dirname}/../../..`);
const PAYLOADS = 1_000;

const [folder = "", type = ""] = Deno.args;
const enums = new Set(listEnums(`${folder}/lib`));
const started = performance.now();
const diagnostics = new Diagnostics();
const proxyModule = `${LIBRARY}/src/proxy/mod.ts`;
const disk = new Disk();
const { actors: [actor], formatting } = parse({
  files: [`${folder}/a.ts`],
  sources: disk,
  outputFolder: folder,
  proxyModule,
  isStrict: true,
  diagnostics,
  progress: silent(),
});
if (actor === undefined) throw new Error("Cannot measure: there is no actor");
const unchecked = diagnostics.sorted;
const target = {
  folder,
  proxyModule,
  library: { path: `${LIBRARY}/mod.ts` },
};
const [model] = buildModels([actor], target, new Diagnostics());
if (model === undefined) throw new Error("Cannot measure: there is no model");
const format = await loadFormatter(formatting);
let bytes = 0;
for (const { name, code } of layOut(model, folder, format, diagnostics)) {
  Deno.writeTextFileSync(`${folder}/${name}`, code);
  bytes += code.length;
}
const seconds = (performance.now() - started) / 1000;
const { AProxy } = await import(`file://${folder}/a_proxy.gen.ts`);
const method: Method = AProxy.definition.methods.take;
console.log(JSON.stringify({
  seconds,
  megabytes: peakMemory(),
  bytes,
  types: Object.keys(actor.types.containers).length,
  unchecked: unchecked.map(({ message }) => message),
  ...compare(actor, method),
}));

function peakMemory(): number {
  const status = Deno.readTextFileSync("/proc/self/status");
  return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]) / 1024;
}

/** Compares what the copier and the compiler say of changed payloads. */
function compare({ types, messages }: ActorFacts, method: Method) {
  const payloads = new Payloads(types.containers, 1);
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
  const errors = check(made);
  const differences: string[] = [];
  let explained = 0;
  for (const [index, payload] of made.entries()) {
    const complaint = errors.get(index) ?? "";
    let refusal = "";
    try {
      method.copyPayload(payload, receiver);
    } catch (error) {
      refusal = error instanceof Error ? error.message : String(error);
    }
    if ((complaint === "") === (refusal === "")) continue;
    if (refusal === "" && isExplained(complaint)) {
      explained++;
      continue;
    }
    const sent = JSON.stringify(payload);
    differences.push(`${complaint} | ${refusal} | ${sent}`.slice(0, 600));
  }
  return { judged: made.length, differences, explained };
}

/** Whether `docs/messages.md` explains why a copier takes such a payload. */
function isExplained(complaint: string): boolean {
  const [, name] = /Type '"[^"]*"' is not assignable to type '([\w.]+)'/.exec(
    complaint,
  ) ?? [];
  const isEnum = enums.has(name?.split(".")[0] ?? "");
  return isEnum || complaint.includes("has no properties in common with type");
}

/** Lists the enums that a folder's files declare. */
function* listEnums(path: string): Generator<string> {
  for (const { name, isDirectory } of Deno.readDirSync(path)) {
    if (isDirectory) yield* listEnums(`${path}/${name}`);
    else {
      const text = Deno.readTextFileSync(`${path}/${name}`);
      for (const [, one = ""] of text.matchAll(/\benum (\w+)/g)) yield one;
    }
  }
}

/** Returns the compiler's complaints, by the payload's number. */
function check(payloads: readonly unknown[]): Map<number, string> {
  const path = `${folder}/payloads.ts`;
  const [root = ""] = type.split(".");
  const head = `import type { ${root} } from "./types.ts"; ` +
    `declare function take(value: ${type}): void;\n`;
  // A value of a literal type may have more members, as a payload may.
  const lines = payloads.map((one, index) =>
    `declare const v${index}: ${writeType(one)}; take(v${index});\n`
  );
  Deno.writeTextFileSync(path, head + lines.join(""));
  const sources = new Disk();
  const projects = new Projects(sources, new Diagnostics());
  const stubs = new Stubs(proxyModule);
  const program = createProgram([path], sources, projects, {}, stubs);
  const file = program.getSourceFile(path);
  const errors = new Map<number, string>();
  for (const { start, messageText } of program.getSemanticDiagnostics(file)) {
    const { line } = ts.getLineAndCharacterOfPosition(file!, start ?? 0);
    const text = ts.flattenDiagnosticMessageText(messageText, " ");
    errors.set(line - 1, text.replace(/^.*is not assignable to parameter/, ""));
  }
  return errors;
}

/** Writes the type that has a value alone. */
function writeType(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(writeType).join(", ")}]`;
  if (typeof value !== "object" || value === null) {
    return value === undefined ? "undefined" : JSON.stringify(value);
  }
  const members = Object.entries(value).map(([name, member]) =>
    `${JSON.stringify(name)}: ${writeType(member)}`
  );
  return `{ ${members.join("; ")} }`;
}
