import type { Method } from "../../src/proxy/mod.ts";
import { toPath } from "../../cli/gen/paths.ts";
import { Project } from "../gen/project.ts";

const LIBRARY = toPath(`${import.meta.dirname}/../../mod.ts`);

/** What was generated for one class. */
export interface Generated {
  /** Its methods by name. */
  readonly methods: Readonly<Record<string, Method>>;
  /** The text of its proxy. */
  readonly code: string;
  /** The problems, as lines. */
  readonly problems: readonly string[];
}

/** Generates the proxy of the class `A` in some source, and loads it. */
export async function generateClass(
  source: string,
  isStrict = false,
): Promise<Generated> {
  await using project = await Project.create({ "src/a.ts": source });
  const problems = await project.diagnoseAll({ library: LIBRARY, isStrict });
  if (project.list("gen").length === 0) {
    return { methods: {}, code: "", problems };
  }
  const code = await project.read("gen/a_proxy.gen.ts");
  const { AProxy } = await import(
    `file://${project.path("gen")}/a_proxy.gen.ts`
  );
  return { methods: AProxy.definition.methods, code, problems };
}
