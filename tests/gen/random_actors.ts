import { assert, assertEquals } from "@std/assert";
import type { Method } from "../../src/proxy/mod.ts";
import { Chance } from "../support/chance.ts";
import { Project } from "./project.ts";
import type { Kind } from "./typed_kind.ts";
import { Declarations, randomKind } from "./typed_random.ts";

/** How many types one actor takes, each in a method of its own. */
export const TYPES_PER_ACTOR = 50;

const CONFIG = `${import.meta.dirname}/../../deno.json`;

/** One actor with a method for each of its types. */
export interface RandomActor {
  readonly kinds: readonly Kind[];
  /** The declarations of the types. */
  readonly declared: string;
  readonly source: string;
}

/** One type, and the method that takes its values. */
export interface RandomType {
  readonly kind: Kind;
  readonly method: Method;
  /** Makes its values. */
  readonly seed: number;
  /** The type with all declarations that it stands on. */
  readonly text: string;
  /** Whether the generator wrote a codec for it. */
  readonly hasCodec: boolean;
}

/** Makes actors with types that a seed decides. */
export function makeActors(seed: number, count: number): RandomActor[] {
  return Array.from({ length: count }, (_, index) => makeActor(seed, index));
}

/**
 * Makes actors of which two at a time take the same types: the second one in
 * another order, and each beside the next one, where more must be told apart.
 */
export function makeTwins(seed: number, count: number): RandomActor[] {
  return makeActors(seed, count).flatMap(({ kinds, declared }, index) => {
    const backwards = kinds.toReversed();
    const methods = backwards.map(({ text }, at) =>
      writeMethod(`u${at}`, `${text} | ${backwards[at - 1]?.text ?? "null"}`)
    );
    return [
      writeActor(2 * index, kinds, declared),
      writeActor(2 * index + 1, backwards, declared, methods),
    ];
  });
}

function makeActor(seed: number, index: number): RandomActor {
  const declarations = new Declarations();
  const kinds = Array.from({ length: TYPES_PER_ACTOR }, (_, at) => {
    const chance = new Chance(seed + index * TYPES_PER_ACTOR + at);
    return randomKind(chance, 1 + chance.below(3), declarations);
  });
  return writeActor(index, kinds, declarations.text);
}

function writeActor(
  index: number,
  kinds: readonly Kind[],
  declared: string,
  others: readonly string[] = [],
): RandomActor {
  const methods = kinds.map(({ text }, at) => writeMethod(`m${at}`, text));
  const source = `${declared}// @generate-proxy\n` +
    `export class Actor${index} {\n${[...methods, ...others].join("")}}\n`;
  return { kinds, declared, source };
}

function writeMethod(name: string, type: string): string {
  return `  ${name}(value: ${type}): void {\n    void value;\n  }\n`;
}

/** Generates the proxies of actors into a project of their own. */
export async function createProject(
  actors: readonly RandomActor[],
): Promise<Project> {
  const project = await Project.create(
    Object.fromEntries(
      actors.map(({ source }, at) => [`src/actor${at}.ts`, source]),
    ),
  );
  assertEquals(await project.diagnose({ isStrict: true }), []);
  return project;
}

/** Checks the types of what was generated. */
export async function check(project: Project, seed: number): Promise<void> {
  const { stderr, success } = await new Deno.Command(Deno.execPath(), {
    args: [
      "check",
      "--quiet",
      `--config=${CONFIG}`,
      ...project.list("gen").map((name) => project.path(`gen/${name}`)),
    ],
    env: { NO_COLOR: "1" },
  }).output();
  assert(success, `seed ${seed}: ${new TextDecoder().decode(stderr)}`);
}

/** Does something with each type; all failures are told together. */
export async function forEachType(
  actors: readonly RandomActor[],
  project: Project,
  seed: number,
  run: (type: RandomType) => void,
): Promise<void> {
  const failures: string[] = [];
  for (const [index, { kinds, source }] of actors.entries()) {
    const methods = await readMethods(project, index);
    const code = await project.read(`gen/actor${index}_proxy.gen.ts`);
    const entries = code.split(/^ {4}m\d+: \{$/m).slice(1);
    for (const [at, kind] of kinds.entries()) {
      const number = index * TYPES_PER_ACTOR + at;
      const text = explain(kind.text, source);
      const method = methods[`m${at}`]!;
      try {
        const hasCodec = /^ {6}bytes: /m.test(entries[at] ?? "");
        run({ kind, method, seed: seed + number, text, hasCodec });
      } catch (error) {
        failures.push(`type ${number} ${text}\n${error}`);
      }
    }
  }
  const shown = failures.slice(0, 3).join("\n\n");
  assert(shown === "", `seed ${seed}: ${failures.length} failures:\n${shown}`);
}

async function readMethods(project: Project, index: number) {
  const path = project.path(`gen/actor${index}_proxy.gen.ts`);
  const module = await import(`file://${path}`);
  const proxy = module[`Actor${index}Proxy`];
  return proxy.definition.methods as Readonly<Record<string, Method>>;
}

/** Writes a type with all declarations that it stands on. */
function explain(text: string, source: string): string {
  const names = new Set(text.match(/\bT\d+\b/g));
  const lines = source.split("\n").filter((line) => line.startsWith("export"));
  const found: string[] = [];
  for (const name of names) {
    const line = lines.find((one) => new RegExp(`\\b${name}\\b`).test(one));
    found.push(line ?? "");
    for (const more of line?.match(/\bT\d+\b/g) ?? []) names.add(more);
  }
  return [text, ...found].join("\n");
}
