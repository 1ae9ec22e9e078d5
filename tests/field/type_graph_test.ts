import { assert, assertEquals } from "@std/assert";
import { generateClass } from "./generated_class.ts";

/**
 * Writes a vocabulary: a family of many types that inherit from each other,
 * whose members each take unions of large parts of it, or wrapped ones.
 */
function writeVocabulary(size: number): string {
  const lines = [
    'export interface Reference { "@id": string }',
    "export type Value<T, Name extends string> =",
    "  | T | Wrapped<T, Name> | readonly (T | Wrapped<T, Name>)[];",
    "export type Wrapped<T, Name extends string> = Omit<Base, Name> &",
    '  { "@type": "Wrapped" } & { [key in Name]: T };',
    `interface Base { "@id"?: string; start?: Value<string, "start">;`,
    "  end?: Value<number, 'end'>; label?: string; note?: string }",
    "interface Base0 extends Base { name?: Value<string, 'name'> }",
  ];
  for (let at = 1; at <= size; at++) {
    const above = Math.floor((at + 1) / 3);
    const other = (at * 7) % size + 1;
    lines.push(
      `interface Base${at} extends Base${above} {`,
      `  m${at}?: Value<Type${other} | Reference, "m${at}">;`,
      `  n${at}?: Value<Type1 | Reference | string, "n${at}">;`,
      "}",
      `export interface Leaf${at} extends Base${at} { "@type": "Type${at}" }`,
      `export type Type${at} = Leaf${at}${
        [-1, 0, 1].map((one) => 3 * at + one).filter((one) => one <= size)
          .map((one) => ` | Type${one}`).join("")
      };`,
    );
  }
  lines.push(
    "// @generate-proxy",
    "export class A { take(thing: Type1): void { void thing; } }",
  );
  return lines.join("\n");
}

Deno.test("G8: output grows with the number of types", async () => {
  const sizes: number[] = [];
  for (const size of [60, 120, 240]) {
    const { code, problems, methods } = await generateClass(
      writeVocabulary(size),
    );
    assertEquals(problems, []);
    const value = {
      "@type": "Type2",
      m2: [{ "@id": "a" }, { "@type": "Wrapped", m2: { "@id": "b" }, end: 5 }],
      n1: { "@type": "Type1", name: "n" },
    };
    assertEquals(methods["take"]!.copyPayload(value, undefined!), value);
    sizes.push(code.length);
  }
  const [small = 0, middle = 0, large = 0] = sizes;
  assert(middle < 2.3 * small && large < 2.3 * middle, `${sizes}`);
});

Deno.test("G8: a shape that many types hold is one function", async () => {
  const numbers = Array.from({ length: 200 }, (_, at) => at);
  const { code } = await generateClass([
    "export interface Shared { a: string; b: number; c: Shared | null }",
    ...numbers.map((at) =>
      `export interface T${at} { kind: "${at}"; own: Shared; all: Shared[] }`
    ),
    `export type All = ${numbers.map((at) => `T${at}`).join(" | ")};`,
    "// @generate-proxy",
    "export class A {",
    ...numbers.map((at) =>
      `  m${at}(x: All, y: T${at}): void { void [x, y]; }`
    ),
    "}",
  ].join("\n"));
  assertEquals(code.match(/function copyShared\(/g)?.length, 1);
  assertEquals(code.match(/function copyAll\(/g)?.length, 1);
  assert(code.length < 1_800 * numbers.length, `${code.length}`);
});
