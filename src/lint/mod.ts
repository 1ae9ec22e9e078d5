/**
 * A plug-in for `deno lint`: it finds where an actor takes time, chance or the
 * network past its engine, so that no test can move or replay it, and proposes
 * the actor's `Context`. And it finds where a durable actor keeps what it has
 * of a state for a later turn.
 *
 * It looks into classes with `// @generate-proxy` above them. Switch it on in
 * `deno.json`:
 *
 * ```json
 * { "lint": { "plugins": ["jsr:@backstage/actors/lint"] } }
 * ```
 *
 * - `backstage/no-clock`: `Date.now`, `new Date()`, `Date()`,
 *   `performance.now`, `Temporal.Now`
 * - `backstage/no-timer`: `setTimeout`, `setInterval`, `AbortSignal.timeout`
 * - `backstage/no-chance`: `Math.random`, `crypto.randomUUID` and
 *   `crypto.getRandomValues`
 * - `backstage/no-fetch`: `fetch`
 * - `backstage/no-kept-state`: a state's `value` that is assigned to a field
 *
 * @module
 */
import { KEPT_STATE } from "./kept_state.ts";
import { makeRule } from "./rule.ts";
import { RULES } from "./uses.ts";

const rules: Record<string, Deno.lint.Rule> = { "no-kept-state": KEPT_STATE };
for (const [name, uses] of Object.entries(RULES)) rules[name] = makeRule(uses);

/** The plug-in, as `deno lint` loads it. */
const plugin: Deno.lint.Plugin = { name: "backstage", rules };

export default plugin;
