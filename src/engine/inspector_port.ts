import type { Logger } from "../base/logger.ts";
import type { InspectorOptions } from "./inspector_options.ts";

/** The environment variable that turns the inspector on. */
const VARIABLE = "BACKSTAGE_INSPECTOR";

/** Starts an inspector of an engine. */
export type StartInspector = (
  engine: AsyncDisposable,
  options: InspectorOptions,
) => Promise<unknown>;

let start: StartInspector | null = null;

/**
 * Says how an inspector is started: the entry point does, for the inspector
 * stands above the engine, and is loaded by those alone who want it.
 */
export function provideInspector(starter: StartInspector): void {
  start = starter;
}

/** Returns how the engine is to be inspected; `null` is not at all. */
export function readInspector(
  option: boolean | InspectorOptions | undefined,
): InspectorOptions | null {
  const wanted = option ?? isAskedFor();
  if (typeof wanted === "object") return wanted;
  return wanted ? {} : null;
}

/** Starts one if there is any; a failure is a log line and nothing else. */
export async function openInspector(
  engine: AsyncDisposable,
  options: InspectorOptions,
  logger: Logger,
): Promise<void> {
  try {
    if (start === null) throw new Error("Cannot inspect: it is not installed");
    await start(engine, options);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    logger.error(`The inspector did not start: ${reason}`);
  }
}

/** Whether the environment asks for it, where it may be read without asking. */
function isAskedFor(): boolean {
  const query = { name: "env", variable: VARIABLE } as const;
  const { state } = Deno.permissions.querySync(query);
  return state === "granted" && Deno.env.get(VARIABLE) === "1";
}
