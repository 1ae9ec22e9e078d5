/**
 * Lets a browser, or any program, see into a running engine.
 *
 * @module
 */
import { type Engine, viewOf } from "../engine/engine.ts";
import type { InspectorOptions } from "../engine/inspector_port.ts";
import { type Inspector, openInspector } from "./open.ts";

export type { InspectorOptions } from "../engine/inspector_port.ts";
export type { Inspector } from "./open.ts";

/**
 * Starts an inspector of an engine, and logs one line with the link to open.
 *
 * It needs the permission to listen, such as `--allow-net=127.0.0.1`. It does
 * nothing while no client is connected, and does not keep the process alive.
 *
 * @example Ask how many actors there are
 * ```ts
 * import { Engine } from "@backstage/actors";
 * import { inspect } from "@backstage/actors/inspector";
 * import { assertEquals } from "@std/assert";
 *
 * await using engine = new Engine();
 * await using inspector = await inspect(engine, { port: 0 });
 * const { origin, search } = new URL(inspector.url);
 * const response = await fetch(`${origin}/snapshot.json${search}`);
 * assertEquals((await response.json()).actors, []);
 * ```
 *
 * @throws {TypeError} If other machines can reach the address, and no token
 * of at least 16 characters is given, or an option has no such name.
 * @throws {Error} If it may not listen, the port is taken, or the engine has
 * stopped.
 */
// Async although nothing is awaited: what it throws is a rejection.
// deno-lint-ignore require-await
export async function inspect(
  engine: Engine,
  options: InspectorOptions = {},
): Promise<Inspector> {
  return openInspector(viewOf(engine), options);
}
