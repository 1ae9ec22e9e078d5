import { deepStrictEqual } from "node:assert";
import { assert, assertEquals } from "@std/assert";
import { CodecError } from "../../src/base/errors.ts";
import type { Method } from "../../src/proxy/mod.ts";
import { Chance } from "../support/chance.ts";
import { smuggle, type Way, WAYS } from "./copier_ways.ts";
import {
  check,
  createProject,
  forEachType,
  makeActors,
  makeTwins,
  type RandomType,
  TYPES_PER_ACTOR,
} from "./random_actors.ts";
import { change, listObjects, strip } from "./typed_change.ts";
import type { Kind } from "./typed_kind.ts";

/** Another seed makes other types; the one of a failure repeats them. */
const SEED = 8_949;
const ACTORS = 10;
const VALUES_PER_TYPE = 20;

/** What must occur among the types, or the test proves too little. */
const CONSTRUCTS = [
  ...["Size", "Level", "Colour.Red", "Path", "Version", "Id", "Cents"],
  ...["bigint", "undefined", "null", "-1 | 1.5", "`id-${bigint}`"],
  ...["Date", "URL", "RegExp", "Uint8Array", "Float64Array", "DataView"],
  ...["readonly (", "readonly [", "e1?: ", "...e0: ", "...e1: "],
  ...[" Map<", "ReadonlyMap<", " Set<", "ReadonlySet<", "Record<string, "],
  ...["[key: string]: ", "Record<`x-${string}`", "Record<number, "],
  ...["Partial<", "Pick<", "Omit<", "Readonly<", "[Key in keyof "],
  ...["interface T", "<Item>", ") & (", ") | (", '"kind": "red"'],
] as const;

const copy = WAYS["copy"]!;
const wire = WAYS["wire"]!;

/** What came of a value on its way. */
function take(way: Way, method: Method, value: unknown) {
  try {
    return { isTaken: true, value: way(method, value), path: undefined };
  } catch (error) {
    if (!(error instanceof CodecError)) throw error;
    const { path, message } = error;
    return { isTaken: false, path, message };
  }
}

function compareLegal(method: Method, value: unknown): void {
  const before = strip(value);
  const local = copy(method, value);
  deepStrictEqual(wire(method, value), local);
  deepStrictEqual(strip(local), before);
  deepStrictEqual(strip(value), before, "the source was changed");
  const sources = listObjects(value);
  const shared = [...listObjects(local)].filter((one) => sources.has(one));
  deepStrictEqual(shared, [], "the copy shares objects with its source");
}

/** Compares what comes of a value that was changed; returns its path. */
function compareChanged(
  method: Method,
  kind: Kind,
  value: unknown,
): string | undefined {
  const isRight = kind.fits(value);
  const local = take(copy, method, value);
  deepStrictEqual(take(smuggle, method, value), local);
  // A member that no variant knows is gone before it crosses, and cannot tell
  // any more that it is not the `undefined` that another variant asks for.
  deepStrictEqual(strip(take(wire, method, value)), strip(local));
  assertEquals(local.isTaken, isRight, Deno.inspect(local));
  return local.path;
}

function isOnTheWay(path: string, changed: string): boolean {
  const shown = path.replace(/…$/, "");
  return changed.startsWith(shown) || shown.startsWith(changed);
}

/** Compares all values of a type; returns how many changes were wrong. */
function compare({ method, kind, seed, text }: RandomType): number {
  const hasChoice = text.includes("|");
  let wrong = 0;
  for (let at = 0; at < VALUES_PER_TYPE; at++) {
    const make = () => kind.make(new Chance(seed * 1_000 + at), 0);
    const chance = new Chance(seed * 1_000 + at + 1_000_000_000);
    let shown = make();
    try {
      assert(kind.fits(shown), "the test is wrong: its own value does not fit");
      compareLegal(method, shown);
      const changed = change(make(), chance, "value");
      shown = changed.value;
      const path = compareChanged(method, kind, shown);
      if (path !== undefined) wrong++;
      // What another part of a union lacks may be what it says then.
      assert(
        hasChoice || path === undefined || isOnTheWay(path, changed.path),
        `${path} is not about ${changed.path}`,
      );
    } catch (cause) {
      const value = Deno.inspect(shown, { depth: 20 });
      const reason = cause instanceof Error ? cause.message : cause;
      throw new Error(`value ${at} ${value}: ${reason}`, { cause });
    }
  }
  return wrong;
}

Deno.test("generate() writes copiers that agree with the wire", async () => {
  const actors = makeActors(SEED, ACTORS);
  const sources = actors.map(({ source }) => source).join("");
  assertEquals(CONSTRUCTS.filter((one) => !sources.includes(one)), []);
  await using project = await createProject(actors);
  let wrong = 0;
  const checked = check(project, SEED);
  const compared = forEachType(actors, project, SEED, (type) => {
    wrong += compare(type);
  });
  // Both end before the project goes, whatever came of them.
  await Promise.allSettled([checked, compared]);
  await checked;
  await compared;
  const values = ACTORS * TYPES_PER_ACTOR * VALUES_PER_TYPE;
  assert(wrong > values / 3, `only ${wrong} of ${values} were wrong`);
});

Deno.test("generate() writes shared copiers that agree as well", async () => {
  const actors = makeTwins(SEED + 1_000, 1);
  await using project = await createProject(actors);
  const shared = await project.read("gen/shapes.gen.ts");
  const own = await project.read("gen/actor0_proxy.gen.ts");
  assert(shared.split("\nexport ").length > 50, "too little is shared");
  assertEquals(own.match(/^(?:function|const) copy\w+/gm), null);
  const checked = check(project, SEED);
  let wrong = 0;
  const compared = forEachType(actors, project, SEED, (type) => {
    wrong += compare(type);
  });
  await Promise.allSettled([checked, compared]);
  await checked;
  await compared;
  assert(wrong > 500, `only ${wrong} were wrong`);
});
