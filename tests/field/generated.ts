import {
  type ActorProxy,
  CodecError,
  Engine,
  type ProxyClass,
} from "@backstage/actors";
import { assert, assertEquals, assertRejects } from "@std/assert";
import { type Files, Project } from "../gen/project.ts";

const LIBRARY = `${import.meta.dirname}/../../mod.ts`;
const CONFIG = `${import.meta.dirname}/../../deno.json`;

/** A proxy whose arguments and results may be of any type. */
export type LooseProxy = Readonly<
  Record<string, (...args: unknown[]) => Promise<unknown>>
>;

/** A call, and its result or the part of its error's message. */
export type Row = readonly [
  method: string,
  args: readonly unknown[],
  outcome: { readonly returns: unknown } | { readonly refuses: string },
];

/** Says that a call returns a value. */
export function returns(value: unknown): Row[2] {
  return { returns: value };
}

/** Says that a call is refused with a message that has a part. */
export function refuses(part = ""): Row[2] {
  return { refuses: part };
}

const silent = { debug() {}, info() {}, warn() {}, error() {} };

/** A project with proxies that a test can import. */
export class GeneratedProject extends Project {
  /** Creates a project and writes its proxies, without a diagnostic. */
  static override async create(files: Files): Promise<GeneratedProject> {
    const { folder } = await Project.create(files);
    const project = new GeneratedProject(folder);
    assertEquals(await project.diagnose({ library: LIBRARY }), []);
    return project;
  }

  /** Returns what the compiler says of a file and of all that it imports. */
  async check(path: string): Promise<string> {
    const { stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["check", "--quiet", "--config", CONFIG, this.path(path)],
      env: { NO_COLOR: "1" },
    }).output();
    return new TextDecoder().decode(stderr);
  }

  /** Imports the proxy of an actor class from its generated file. */
  async import(className: string): Promise<ProxyClass<ActorProxy>> {
    const file = `${className.toLowerCase()}_proxy.gen.ts`;
    const url = new URL(`file://${this.path("gen/")}`);
    const module: Record<string, ProxyClass<ActorProxy>> = await import(
      new URL(file, url).href
    );
    const proxy = module[`${className}Proxy`];
    assert(proxy !== undefined);
    return proxy;
  }
}

function show(value: unknown): string {
  try {
    return Deno.inspect(value);
  } catch {
    // Not even its own class can read it.
    return "an impostor";
  }
}

/** Makes each call with payloads copied and with payloads as bytes. */
export async function tryCalls(
  proxy: ProxyClass<ActorProxy>,
  rows: readonly Row[],
): Promise<void> {
  for (const wire of ["auto", "always"] as const) {
    await using engine = new Engine({ wire, logger: silent });
    const actor = engine.getActor(proxy, "a") as unknown as LooseProxy;
    for (const [method, args, outcome] of rows) {
      const call = () => actor[method]!(...args);
      const shown = `${method}(${args.map(show)})`;
      const title = `${shown} (wire ${wire})`;
      if ("returns" in outcome) {
        assertEquals(await call(), outcome.returns, title);
      } else {
        await assertRejects(
          async () => await call(),
          CodecError,
          outcome.refuses,
          title,
        );
      }
    }
  }
}
