import { assert, assertEquals, assertMatch } from "@std/assert";
import { makeActors, type RandomActor } from "./random_actors.ts";
import { createProject, IMPORT } from "./state_project.ts";

/** Members of a class in two ways: of both the contract is the same. */
const SAME: Record<string, readonly [string, string]> = {
  "another order of methods": [
    "a(): void {} b(x: number): string { return `${x}`; }",
    "b(x: number): string { return `${x}`; } a(): void {}",
  ],
  "other names of parameters": [
    "m(from: number, ...more: string[]): void { void [from, more]; }",
    "m(first: number, ...rest: string[]): void { void [first, rest]; }",
  ],
  "comments": [
    "m(): void {}",
    "/** Does so. */ m(/* Nothing. */): void {} // Done.",
  ],
  "a default": [
    "m(a?: number): void { void a; }",
    "m(a = 5): void { void a; }",
  ],
  "what may be undefined": [
    "m(a: number, b?: string): void { void [a, b]; }",
    "m(a: number, b: string | undefined): void { void [a, b]; }",
  ],
  "a promise of the result": [
    "m(): number { return 1; }",
    "async m(): Promise<number> { return await 1; }",
  ],
  "other names of types": [
    "m(item: Item): Item[] { return [item]; }",
    "m(item: { b?: string; a: number }): Array<Thing> { return [item]; }",
  ],
  "another order of overloads": [
    "m(a: number): number; m(a: string): string;" +
    "m(a: number | string): number | string { return a; }",
    "m(a: string): string; m(a: number): number;" +
    "m(a: number | string): number | string { return a; }",
  ],
  "states": [
    "m(): void {}",
    "#n: State<number>; constructor(ctx: Context) {" +
    ' this.#n = ctx.state("n", () => 0); } m(): void { void this.#n; }',
  ],
  "what is no message": [
    "m(): void {}",
    "static of(): number { return 1; } #own(): void {} init(): void {}" +
    "private field = 1; get it(): number { return this.field; }" +
    "m(): void { this.#own(); }",
  ],
  "options": [
    "m(): void {}",
    "static readonly options = { inboxCapacity: 5 }; m(): void {}",
  ],
};

/** Members of classes of which no two have one contract. */
const DIFFERENT: readonly string[] = [
  "",
  "m(): void {}",
  "n(): void {}",
  "m(): void {} n(): void {}",
  "m(): number { return 1; }",
  "m(): string { return ''; }",
  "m(): undefined | null { return null; }",
  "m(a: number): void { void a; }",
  "m(a: string): void { void a; }",
  "m(a?: number): void { void a; }",
  "m(a: number | null): void { void a; }",
  "m(a: number): number { return a; }",
  "m(a: number[]): void { void a; }",
  "m(...a: number[]): void { void a; }",
  "m(a: [number]): void { void a; }",
  "m(a: [number, number]): void { void a; }",
  "m(a: number, b: number): void { void [a, b]; }",
  "m(a: number, b: string): void { void [a, b]; }",
  "m(a: string, b: number): void { void [a, b]; }",
  "m(a: number, b?: number): void { void [a, b]; }",
  "m(a: number, ...b: number[]): void { void [a, b]; }",
  "m(a: Item): void { void a; }",
  "m(a: { a: number; b: string }): void { void a; }",
  "m(a: { a: number; c?: string }): void { void a; }",
  "m(a: number): void; m(a: number, b: string): void;" +
  "m(a: number, b?: string): void { void [a, b]; }",
  "m(a: number): number; m(a: string): string;" +
  "m(a: number | string): number | string { return a; }",
  "async *m(): AsyncGenerator<number, void, void> { yield 1; }",
  "async *m(): AsyncGenerator<string, void, void> { yield ''; }",
  "async *m(): AsyncGenerator<number, number, void> { yield 1; return 1; }",
  "async *m(a: number): AsyncGenerator<number, void, void> { yield a; }",
];

const TYPES = "export interface Item { a: number; b?: string }\n" +
  "export interface Thing { b?: string; a: number }\n";

/** Returns the contracts of classes with these members. */
async function readContracts(bodies: readonly string[]): Promise<string[]> {
  const files = bodies.map((body, index) =>
    [
      `a${index}.ts`,
      `${IMPORT}${TYPES}// @generate-proxy\nexport class A${index} {\n` +
      `${body}\n}\n`,
    ] as const
  );
  await using project = await createProject(Object.fromEntries(files));
  const problems = await project.diagnose();
  // A class without messages is worth a warning.
  assertEquals(problems.filter((line) => !line.includes("warning")), []);
  return await Promise.all(files.map(async (_, index) => {
    const text = await project.read(`gen/a${index}_proxy.gen.ts`);
    return /^ {2}contract: "(.*)",$/m.exec(text)?.[1] ?? "";
  }));
}

Deno.test("fingerprintContract() is the same for what is alike", async () => {
  const cases = Object.entries(SAME);
  const found = await readContracts(cases.flatMap(([, bodies]) => bodies));
  for (const [index, [what]] of cases.entries()) {
    assertMatch(found[2 * index]!, /^[0-9a-f]{16}$/);
    assertEquals(found[2 * index], found[2 * index + 1], what);
  }
});

Deno.test("fingerprintContract() is another for what differs", async () => {
  const found = await readContracts(DIFFERENT);
  for (const [index, contract] of found.entries()) {
    const first = found.indexOf(contract);
    assert(first === index, `${DIFFERENT[first]} and ${DIFFERENT[index]}`);
  }
});

/** Writes methods of all types of an actor, in other words if it is asked. */
function writeBody({ kinds, declared }: RandomActor, isOther: boolean): string {
  const methods = kinds.map(({ text }, at) =>
    isOther
      ? `/** Takes one. */ m${at}(other: ${text}): void { void other; }`
      : `m${at}(value: ${text}): void { void value; }`
  );
  const ordered = isOther ? methods.toReversed() : methods;
  return `${ordered.join("\n")}\n}\n${declared}export class Last {`;
}

Deno.test("fingerprintContract() is the same in other words", async () => {
  const seed = Number(Deno.args[0] ?? Date.now() % 1_000_000);
  console.log(`seed ${seed}; repeat with: deno test ... -- ${seed}`);
  const actors = makeActors(seed, 3);
  const found = await readContracts(actors.flatMap((actor) => [
    writeBody(actor, false),
    writeBody(actor, true),
  ]));
  for (const index of actors.keys()) {
    assertEquals(found[2 * index], found[2 * index + 1], `actor ${index}`);
  }
  assertEquals(new Set(found).size, actors.length);
});

Deno.test("fingerprintContract() stays what it was", async () => {
  assertEquals(
    await readContracts([
      "",
      "add(amount: number): number { return amount; } increment(): void {}",
      "find(item: Item | null, ...tags: string[]): Map<string, Item> " +
      "{ void tags; return new Map([['', item!]]); }",
    ]),
    ["821763c9b82bca19", "c68cfcbde3fab122", "24dd64c65aadd9df"],
  );
});
