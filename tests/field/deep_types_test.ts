import { assert, assertEquals, assertThrows } from "@std/assert";
import { CodecError } from "../../src/base/errors.ts";
import { WAYS } from "../gen/copier_ways.ts";
import { generateClass } from "./generated_class.ts";

/** Writes the class `A` with one method that takes a type. */
function takes(type: string, ...declared: string[]): string {
  return [
    ...declared,
    "// @generate-proxy",
    `export class A { take(value: ${type}): void { void value; } }`,
  ].join("\n");
}

/** Checks that a value arrives, and that a wrong one is refused. */
async function assertChecked(
  source: string,
  right: unknown,
  wrong: unknown,
): Promise<void> {
  const { methods, problems } = await generateClass(source);
  assertEquals(problems, []);
  for (const send of Object.values(WAYS)) {
    assertEquals(send(methods["take"]!, right), right);
    assertThrows(() => send(methods["take"]!, wrong), CodecError);
  }
}

function nest(levels: number, name: (at: number) => string, leaf: unknown) {
  let value = leaf;
  for (let at = levels - 1; at >= 0; at--) value = { [name(at)]: value };
  return value;
}

Deno.test("G5: a type of 120 levels is checked down to its leaf", async () => {
  const name = (at: number) => `d${at}`;
  let type = "number";
  for (let at = 119; at >= 0; at--) type = `{ ${name(at)}: ${type} }`;
  const source = takes("Deep", `export type Deep = ${type};`);
  await assertChecked(source, nest(120, name, 1), nest(120, name, "1"));
});

Deno.test("G5: a generic within itself thirty times is checked", async () => {
  let type = "number";
  for (let at = 0; at < 30; at++) type = `Field<{ part: ${type} }>`;
  const source = takes(
    "Form",
    "export interface Field<T> { value: T; note?: string }",
    `export type Form = ${type};`,
  );
  const name = (at: number) => at % 2 === 0 ? "value" : "part";
  await assertChecked(source, nest(60, name, 1), nest(60, name, "1"));
});

Deno.test("G5: a generic that counts up to an end is checked", async () => {
  const source = takes(
    "Count",
    "type Up<N, Seen extends unknown[] = []> = Seen['length'] extends N",
    "  ? { end: number } : { next: Up<N, [...Seen, 1]> };",
    "export type Count = Up<40>;",
  );
  const name = (at: number) => at < 40 ? "next" : "end";
  await assertChecked(source, nest(41, name, 1), nest(41, name, "1"));
});

Deno.test("G5: types of one name in many places are checked", async () => {
  let body = "interface Params { leaf: number }";
  let type = "Params";
  for (let at = 0; at < 20; at++) {
    body = `export namespace N { ${body} interface Own { p: N.${type} } } ` +
      "interface Params { next: N.Params }";
    type = "Params";
  }
  const source = takes(
    "Api.Params",
    `export declare namespace Api { ${body} }`,
  );
  const name = (at: number) => at < 20 ? "next" : "leaf";
  await assertChecked(source, nest(21, name, 1), nest(21, name, "1"));
});

Deno.test("G5: more than a thousand types are checked", async () => {
  const numbers = Array.from({ length: 1_200 }, (_, at) => at);
  const source = takes(
    "All",
    ...numbers.map((at) => `export interface T${at} { m${at}: number }`),
    `export interface All { ${
      numbers.map((at) => `t${at}?: T${at};`).join(" ")
    } }`,
  );
  const right = { t1199: { m1199: 1 } };
  await assertChecked(source, right, { t1199: { m1199: "1" } });
});

Deno.test("G5: a class with a codec lies as deep as it likes", async () => {
  let type = "Money";
  for (let at = 0; at < 12; at++) type = `Field<{ part: ${type} }>`;
  const { methods, problems } = await generateClass(takes(
    "Quote",
    "export interface Field<T> { value: T }",
    "export interface Plain { cents: number }",
    "export class Money {",
    "  static readonly codec = {",
    "    encode: (money: Money): Plain => ({ cents: money.#cents }),",
    "    decode: ({ cents }: Plain): Money => new Money(cents),",
    "  };",
    "  #cents: number;",
    "  constructor(cents: number) { this.#cents = cents; }",
    "  get cents(): number { return this.#cents; }",
    "}",
    `export type Quote = ${type};`,
    "export const make = (cents: number): Money => new Money(cents);",
  ));
  assertEquals(problems, []);
  const name = (at: number) => at % 2 === 0 ? "value" : "part";
  for (const send of Object.values(WAYS)) {
    const error = assertThrows(
      () => send(methods["take"]!, nest(24, name, { euros: 1 })),
      CodecError,
    );
    assert(error.message.includes("expected Money"));
  }
});

const ENDLESS = [
  ["an array", "interface Nest<T> { value: T; deeper?: Nest<T[]> }"],
  ["an object", "interface Nest<T> { value: T; deeper?: Nest<{ in: T }> }"],
  ["two ways", "interface Nest<T> { a?: Nest<T[]>; b?: Nest<Set<T>> }"],
  [
    "another type",
    [
      "interface Nest<T> { value: T; other?: Other<T[]> }",
      "interface Other<T> { nest?: Nest<Map<string, T>> }",
    ].join("\n"),
  ],
  ["text", "interface Nest<T extends string> { t: T; n?: Nest<`${T}a`> }"],
] as const;

for (const [way, declared] of ENDLESS) {
  Deno.test(`G5: a type that grows for ever by ${way} is cut`, async () => {
    const argument = way === "text" ? '"a"' : "string";
    const source = takes(`Nest<${argument}>`, `export ${declared}`);
    const { problems, code } = await generateClass(source);
    assertEquals(problems.length, 1);
    assert(problems[0]?.includes("a type that grows more than 100 times"));
    assert(code.length < 20_000, `${code.length}`);
  });
}
