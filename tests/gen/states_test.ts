import {
  assert,
  assertEquals,
  assertNotEquals,
  assertStringIncludes,
} from "@std/assert";
import {
  createProject,
  IMPORT,
  type Library,
  readStates,
} from "./state_project.ts";

/** Returns how the states of the actor `A` are copied, by their names. */
async function readCopies(
  source: string,
  library: Library,
): Promise<Record<string, string>> {
  await using project = await createProject(
    { "a.ts": IMPORT + source },
    library,
  );
  assertEquals(await project.diagnose(), []);
  const states = readStates(await project.read("gen/a_proxy.gen.ts"));
  return Object.fromEntries(
    Object.entries(states).map(([name, { copy }]) => [name, copy]),
  );
}

/** Writes an actor of these members. */
function write(members: string): string {
  return `// @generate-proxy\nexport class A {\n${members}\n  ` +
    "m(): void {}\n}\n";
}

const NUMBER = '(value) => check.number(value, "count")';

const ANY = "constructor(...parts: any[]) {\n" +
  "    const ctx: Context = parts[0];\n" +
  '    ctx.state<number>("count", () => 0);\n  }';

const PLACES: Record<string, string> = {
  "a constructor": "#count: State<number>;\n  constructor(ctx: Context) {\n" +
    '    this.#count = ctx.state("count", () => 0);\n  }',
  "a field": "constructor(private readonly ctx: Context) {}\n" +
    '  readonly #count = this.ctx.state("count", () => 0);',
  "a field with a context of its own":
    "readonly ctx: Context;\n  protected count: State<number>;\n" +
    "  constructor(ctx: Context) {\n    this.ctx = ctx;\n" +
    '    this.count = this.ctx.state("count", () => 0);\n  }',
  "a constructor that takes anything": ANY,
  "a variable": "#count;\n  constructor(ctx: Context) {\n" +
    '    const count = ctx.state("count", () => 0);\n' +
    "    this.#count = count;\n  }",
  "an argument": "constructor(ctx: Context) {\n" +
    '    A.keep(ctx.state<number>("count", () => 0));\n  }\n' +
    "  static keep(count: State<number>): void {}",
};

for (const library of ["known", "lost"] as const) {
  for (const [place, members] of Object.entries(PLACES)) {
    const title = `readStates() finds a state in ${place} (library ${library})`;
    Deno.test(title, async () => {
      const copies = await readCopies(write(members), library);
      assertEquals(copies, { count: NUMBER });
    });
  }

  Deno.test(`readStates() trusts the member (library ${library})`, async () => {
    const copies = await readCopies(
      write(
        "#count: State<number | null>;\n  constructor(ctx: Context) {\n" +
          '    this.#count = ctx.state("count", () => null);\n  }',
      ),
      library,
    );
    assertEquals(copies, {
      count: '(value) => value === null ? value : check.number(value, "count")',
    });
  });

  Deno.test(`readStates() reads constants (library ${library})`, async () => {
    const copies = await readCopies(
      'const NAME = "odd name";\n' +
        write(
          "constructor(private readonly ctx: Context) {}\n" +
            "  #count = this.ctx.state(NAME, () => 0);\n" +
            '  #other = this.ctx.state("other", (): unknown => 0);',
        ),
      library,
    );
    assertEquals(Object.keys(copies), ['"odd name"', "other"]);
  });
}

Deno.test("readStates() gives bases' states the actor's types", async () => {
  const source = `abstract class Base<Item> {
  readonly #items: State<Item[]>;
  protected last: State<Item | undefined>;
  constructor(ctx: Context) {
    this.#items = ctx.state("items", () => []);
    this.last = ctx.state("last", (): Item | undefined => undefined);
  }
}
class Middle<Name> extends Base<Set<Name>> {
  #names: State<Name[]>;
  constructor(ctx: Context) {
    super(ctx);
    this.#names = ctx.state("names", () => []);
  }
}
// @generate-proxy
export class A extends Middle<string> {
  m(): void {}
}
`;
  assertEquals(await readCopies(source, "known"), {
    names: '(value) => copyStrings(value, "names")',
    items: '(value) => copyItems(value, "items")',
    last: "(value) => value === undefined ? value : " +
      'check.set(value, "last", check.string)',
  });
});

Deno.test("readStates() leaves alone what is no Context's", async () => {
  const source = "class Store {\n  state(name: string): number {\n" +
    "    return name.length;\n  }\n}\n" +
    write(
      '#count = new Store().state("count");\n' +
        "  constructor(readonly ctx: Context) {}",
    );
  for (const library of ["known", "lost"] as const) {
    assertEquals(await readCopies(source, library), {});
  }
});

Deno.test("readStates() knows the library's Context from others", async () => {
  await using project = await createProject({
    "a.ts": "interface Context { state(name: string): State }\n" +
      "interface State { name: string; value: number }\n" +
      "// @generate-proxy\nexport class A {\n  constructor() {}\n" +
      "  m(): number { return this.#ask({} as Context); }\n" +
      '  #ask(ctx: Context): number { return ctx.state("count").value; }\n}\n',
  });
  assertEquals(await project.diagnose(), []);
  const text = await project.read("gen/a_proxy.gen.ts");
  assertEquals(readStates(text), {});
});

Deno.test("generate() reads again the files that states are in", async () => {
  await using project = await createProject({
    "a.ts": 'import { Base } from "./base.ts";\n' +
      "// @generate-proxy\nexport class A extends Base {}\n",
    "base.ts": `${IMPORT}import type { Item } from "./item.ts";\n` +
      "export class Base {\n  #items: State<Item[]>;\n" +
      "  constructor(ctx: Context) {\n" +
      '    this.#items = ctx.state("items", () => []);\n  }\n' +
      "  m(): void {}\n}\n",
    "item.ts": "export interface Item { a: number; }\n",
  });
  const { inputs } = await project.generate();
  for (const name of ["src/base.ts", "src/item.ts"]) {
    assert(inputs.includes(project.path(name)), name);
  }
  const readShape = async () =>
    readStates(await project.read("gen/a_proxy.gen.ts"))["items"]?.shape;
  const before = await readShape();
  await project.add({
    "src/item.ts": "export interface Item { b: number; a: number; }\n",
  });
  const { plan } = await project.generate({ isCheck: true });
  assertEquals(plan.stale.map(({ name }) => name), ["a_proxy.gen.ts"]);
  assertEquals(await readShape(), before);
  await project.generate();
  assertNotEquals(await readShape(), before);
});

Deno.test("generate() shares what is kept and what is sent", async () => {
  const actor = (name: string, members: string) =>
    `${IMPORT}import type { Item } from "./item.ts";\n` +
    `// @generate-proxy\nexport class ${name} {\n${members}}\n`;
  await using project = await createProject({
    "a.ts": actor("A", "  m(item: Item): void { void item; }\n"),
    "b.ts": actor(
      "B",
      "  #item: State<Item>;\n  constructor(ctx: Context) {\n" +
        '    this.#item = ctx.state("item", (): Item => ({ a: 1 }));\n  }\n' +
        "  m(): void {}\n",
    ),
    "item.ts": "export interface Item { a: number; }\n",
  });
  assertEquals(await project.diagnose(), []);
  const kept = readStates(await project.read("gen/b_proxy.gen.ts"));
  assertEquals(kept["item"]?.copy, '(value) => copyItem(value, "item")');
  const shapes = await project.read("gen/shapes.gen.ts");
  assertStringIncludes(shapes, "export function copyItem(");
});

Deno.test("readStates() reads mixins and bases that are actors", async () => {
  const source =
    `type Maker = new (...parts: any[]) => { readonly ctx: Context };
function Counted<Base extends Maker>(base: Base) {
  return class extends base {
    count = this.ctx.state("count", () => 0);
  };
}
// @generate-proxy
export class Root {
  #name = this.ctx.state("name", () => "");
  constructor(readonly ctx: Context) {}
  m(): void {}
}
// @generate-proxy
export class A extends Counted(Root) {
  #own = this.ctx.state("own", () => true);
}
// @generate-proxy
export class B extends Root {}
`;
  await using project = await createProject({ "a.ts": IMPORT + source });
  assertEquals(await project.diagnose(), []);
  const read = async (file: string) =>
    Object.keys(readStates(await project.read(`gen/${file}_proxy.gen.ts`)));
  assertEquals(await read("root"), ["name"]);
  assertEquals(await read("b"), ["name"]);
  assertEquals(await read("a"), ["own", "count", "name"]);
});
