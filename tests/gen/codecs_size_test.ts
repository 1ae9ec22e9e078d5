import { assert } from "@std/assert";

const GENERATED = `${import.meta.dirname}/../../examples/generated`;

/** How many times as large generated code may be with its codecs. */
const BUDGET = 1.5;

/** A codec, with the empty line behind it. */
const CODEC = /^(?:export )?const \w+Bytes\b.*(?:;|\n(?: .*\n)*\S.*;)\n\n?/gm;

/** The codecs in the entry of a method or a state. */
const ENTRY = /^ {6}bytes: \(\) =>.*\n(?: {8}.*\n)*(?: {6}[})\]].*\n)?/gm;

Deno.test("generate() writes codecs that are within their budget", () => {
  let all = 0;
  let rest = 0;
  for (const { name } of Deno.readDirSync(GENERATED)) {
    const code = Deno.readTextFileSync(`${GENERATED}/${name}`);
    all += code.length;
    const without = code.replace(CODEC, "").replace(ENTRY, "");
    assert(!without.includes("Bytes.") && !without.includes(" bytes: ("), name);
    rest += without.length;
  }
  const ratio = all / rest;
  assert(ratio < BUDGET, `${all} bytes are ${ratio} times ${rest}`);
  assert(ratio > 1.05, `${all} bytes have no codecs`);
});
