import { assertEquals, assertStringIncludes } from "@std/assert";
import { Diagnostics, formatDiagnostic } from "../../cli/gen/diagnostics.ts";
import { loadFormatter } from "../../cli/gen/write/format.ts";
import { layOut } from "../../cli/gen/write/lay_out.ts";
import { emit } from "../../cli/gen/emit/emit.ts";
import type { Draft } from "../../cli/gen/emit/piece.ts";
import type { ActorModel } from "../../cli/gen/model/model.ts";
import type { Container, Shape } from "../../cli/gen/model/type_model.ts";
import { Project } from "./project.ts";
import { Chance, writeName, writeType } from "./random_type.ts";

const COUNT = 60;

const SHAPES: readonly Shape[] = [
  { kind: "string" },
  { kind: "unknown" },
  { kind: "named", name: "Order" },
  { kind: "named", name: "OrdersByAnEvenLongerNameThanThat" },
  { kind: "literals", name: "Size", literals: ['"small"', '"large"', "null"] },
];

function createContainers(chance: Chance): Record<string, Container> {
  const members = ["id", "longerName", "anEvenLongerNameThanThat", "odd-name"]
    .map((name) => ({
      name,
      shape: chance.pick(SHAPES),
      isOptional: chance.below(3) === 0,
    }));
  const element = chance.pick(SHAPES);
  return {
    Order: { kind: "object", members, signatures: [] },
    OrdersByAnEvenLongerNameThanThat: chance.pick([
      { kind: "array", element },
      { kind: "map", key: element, value: chance.pick(SHAPES) },
      { kind: "union", variants: [SHAPES[2]!, { kind: "number" }] },
      {
        kind: "tuple",
        elements: [{ shape: element, isOptional: true, isRest: false }],
      },
    ]),
  };
}

function createMessages(chance: Chance): ActorModel["messages"] {
  return [0, 1, 2].map((index) => ({
    name: `${writeName(chance)}${index}`,
    isSynchronous: chance.below(2) === 0,
    isOneWay: chance.below(2) === 0,
    parameters: Array.from(
      { length: chance.below(4) },
      (_, at) => `a${at}: ${writeType(chance, chance.below(4))}`.slice(0, 120),
    ),
    signatures: [{
      doc: chance.pick([[], ["Says."], ["Says", "", "  more."]]),
      typeParameters: chance.pick([[], [`T = ${writeType(chance, 2)}`]]),
      parameters: Array.from({ length: chance.below(4) }, (_, at) => ({
        name: `${writeName(chance)}${at}`,
        type: writeType(chance, chance.below(4)),
        shape: chance.pick(SHAPES),
        isOptional: false,
        isDefaulted: chance.below(3) === 0,
        isRest: false,
      })),
      result: writeType(chance, chance.below(4)),
      resultShape: chance.pick(SHAPES),
      yielded: chance.below(4) > 0 ? null : makeYielded(chance),
    }],
  })).map((message) => ({
    ...message,
    isStreaming: message.signatures.some(({ yielded }) => yielded !== null),
  }));
}

function createStates(chance: Chance): ActorModel["states"] {
  return Array.from({ length: chance.below(4) }, (_, at) => ({
    name: `${writeName(chance)}${chance.pick(["", " of its own"])}${at}`,
    shape: chance.pick(SHAPES),
    fingerprint: "0123456789abcdef",
  }));
}

function createModel(chance: Chance): ActorModel {
  return {
    type: "Counter",
    className: "Counter",
    doc: [],
    takesContext: true,
    hasOptions: false,
    hidesOptions: false,
    fileName: "counter_proxy.gen.ts",
    proxyName: "CounterProxy",
    source: "../counter.ts",
    contract: "0123456789abcdef",
    imports: [],
    lintIgnores: [],
    states: createStates(chance),
    messages: createMessages(chance),
    names: {
      actor: "Counter",
      definition: "definition",
      link: "link",
      actorProxy: "ActorProxy",
      actorDefinition: "ActorDefinition",
      defineActor: "defineActor",
      methodRefs: "MethodRefs",
      bytes: "bytes",
      check: "check",
      referenceOwner: "ReferenceOwner",
      step: "Step",
      context: "Context",
      classes: [],
      titles: [],
    },
    taken: new Set(),
    shared: new Set(),
    keys: [],
    types: { containers: createContainers(chance), classes: [] },
  };
}

function createDraft(chance: Chance): Draft {
  const model = createModel(chance);
  const { fileName: name, source } = model;
  return { name, source, pieces: emit(model) };
}

Deno.test("layOut() leaves any code as deno fmt leaves it", async () => {
  const seed = Number(Deno.args[0] ?? Date.now() % 1_000_000);
  console.log(`seed ${seed}; repeat with: deno test ... -- ${seed}`);
  const chance = new Chance(seed);
  const format = await loadFormatter({});
  const files: Record<string, string> = {};
  for (let index = 0; index < COUNT; index++) {
    const diagnostics = new Diagnostics();
    const draft = createDraft(chance);
    const [file] = layOut(draft, "/p/gen", format, diagnostics);
    assertEquals(diagnostics.sorted, []);
    files[`${index}.ts`] = file?.code ?? "";
  }
  await using project = await Project.create(files);
  await assertLaidOut(project.folder);
});

Deno.test("layOut() finishes what it breaks behind a long name", async () => {
  const names = [30, 33, 36, 39, 42].map((length) => "A".padEnd(length, "b"));
  await using project = await Project.create({
    "src/a.ts": [
      ...names.flatMap((name, at) => [
        `export interface ${name}C { a${at}: string; b: true; c?: string }`,
        `export interface ${name}D { a${at}: string; b: number }`,
        `export type ${name} = ${name}C | ${name}D;`,
      ]),
      "// @generate-proxy",
      "export class A {",
      ...names.map((name, at) => `  m${at}(x: ${name}): void { void x; }`),
      "}",
    ].join("\n"),
  });
  assertEquals(await project.diagnose(), []);
  await assertLaidOut(project.path("gen"));
});

async function assertLaidOut(folder: string): Promise<void> {
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["fmt", "--check", "--quiet", "--no-config", "."],
    cwd: folder,
    env: { NO_COLOR: "1" },
  }).output();
  assertEquals(new TextDecoder().decode(stderr), "");
  assertEquals(success, true);
}

Deno.test("layOut() reports what the formatter throws", () => {
  const diagnostics = new Diagnostics();
  const format = () => {
    throw new Error("Expected ';' at a.ts:3:7\n\n  and more");
  };
  const files = layOut(
    createDraft(new Chance(1)),
    "/p/gen",
    format,
    diagnostics,
  );
  assertEquals(files, []);
  assertEquals(diagnostics.sorted.map(formatDiagnostic), [
    "/p/counter.ts:1:1 GEN106 cannot lay out counter_proxy.gen.ts: " +
    "Error: Expected ';' at a.ts:3:7 (hint: this is the generator's mistake: " +
    "report it with the class)",
  ]);
});

Deno.test("generate() quotes exported names that are strings", async () => {
  await using project = await Project.create({
    "src/types.ts": "interface S { s: string }\n" +
      'export type { S as "string name" };\n',
    "src/a.ts": 'import type { "string name" as S } from "./types.ts";\n' +
      "// @generate-proxy\nclass A {\n  a(s: S): S {\n    return s;\n  }\n}\n" +
      'export { A as "the actor" };\n',
  });
  assertEquals(await project.diagnose(), []);
  const proxy = await project.read("gen/a_proxy.gen.ts");
  assertStringIncludes(proxy, 'import { "the actor" as A } from "../src/a.ts"');
  assertStringIncludes(proxy, 'import type { "string name" as S } from');
});

function makeYielded(chance: Chance) {
  const type = writeType(chance, chance.below(4));
  return { type, shape: chance.pick(SHAPES) };
}
