import { CodecError, Engine } from "@backstage/actors";
import { assertEquals, assertRejects } from "@std/assert";
import {
  GeneratedProject,
  type LooseProxy,
  refuses,
  returns,
  type Row,
  tryCalls,
} from "./generated.ts";

const SOURCE = `
const nothing = undefined as never;

// @generate-proxy
export class Vague {
  text(): string { return nothing; }
  count(n: number): number { return n > 0 ? n : nothing; }
  list(): readonly string[] { return nothing; }
  point(): { x?: number } { return nothing; }
  open(): Record<string, number> { return nothing; }
  nil(): null { return nothing; }
  never(): never { return nothing; }
  one(): "a" | 1n { return nothing; }
  date(): Date { return nothing; }
  map(): Map<string, number> { return nothing; }
  tuple(): [] { return nothing; }
  form(): \`a\${string}\` { return nothing; }
  async late(): Promise<string> { return await nothing; }
  soon(): string | Promise<string> { return nothing; }
  maybe(): string | undefined { return nothing; }
  perhaps(): void | number { return nothing; }
  done(): void { return nothing; }
  any(): unknown { return nothing; }
  mixed(flag: string): string;
  mixed(flag: number): void;
  mixed(flag: string | number): string | void {
    if (flag === "") return nothing;
  }
  same<T>(value: T): T { return value; }
  take(value: void): string { return typeof value; }
  most(value: undefined, other?: string): string {
    return typeof value + typeof other;
  }
  strict(value: string): string { return value; }
}
`;

const ROWS: readonly Row[] = [
  ["text", [], refuses("which ran: expected string, got undefined")],
  ["count", [1], returns(1)],
  ["count", [0], refuses("expected number, got undefined")],
  ["list", [], refuses("expected array, got undefined")],
  ["point", [], refuses("expected object, got undefined")],
  ["open", [], refuses("expected object, got undefined")],
  ["nil", [], refuses("expected null, got undefined")],
  ["one", [], refuses('expected "a" or 1n, got undefined')],
  ["date", [], refuses("expected Date, got undefined")],
  ["map", [], refuses("expected Map, got undefined")],
  ["tuple", [], refuses("expected array, got undefined")],
  ["form", [], refuses("got undefined")],
  ["late", [], refuses("expected string, got undefined")],
  ["soon", [], refuses("expected string, got undefined")],
  ["maybe", [], returns(undefined)],
  ["perhaps", [], returns(undefined)],
  ["done", [], returns(undefined)],
  ["any", [], returns(undefined)],
  ["mixed", [1], returns(undefined)],
  ["same", [undefined], returns(undefined)],
  ["take", [], returns("undefined")],
  ["most", [undefined], returns("undefinedundefined")],
  ["strict", [], refuses("value: expected string, got undefined")],
  ["strict", [undefined], refuses("value: expected string, got undefined")],
];

Deno.test("G2: a result of undefined is checked on every way", async () => {
  await using project = await GeneratedProject.create({
    "src/vague.ts": SOURCE,
  });
  const proxy = await project.import("Vague");
  await tryCalls(proxy, ROWS);

  // A failure is the same one wherever it is found: no failure of the method.
  const kept = [];
  for (const wire of ["auto", "always"] as const) {
    const lines: unknown[] = [];
    const error = (...line: unknown[]) => void lines.push(line);
    const logger = { debug() {}, info() {}, warn() {}, error };
    await using engine = new Engine({ wire, logger });
    const events: unknown[] = [];
    engine.events.subscribe(({ kind }) => void events.push(kind));
    const actor = engine.getActor(proxy, "a") as unknown as LooseProxy;
    const thrown = await assertRejects(
      async () => await actor["text"]!(),
      CodecError,
    );
    const { failed, state } = engine.snapshot().actors[0]!;
    const { message, code, outcome, expected, actual } = thrown;
    kept.push([message, code, outcome, expected, actual, failed, state]);
    kept.push([events, lines]);
  }
  assertEquals(kept.slice(0, 2), kept.slice(2));
});
