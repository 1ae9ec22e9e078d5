/** Something of the platform that no actor should use. */
export interface Use {
  /** What it is, as a person reads it. */
  readonly what: string;
  /** What it does. */
  readonly does: string;
  /** The global name that it begins with. */
  readonly global: string;
  /** The member of that; `null` where it is used itself. */
  readonly member: string | null;
  /** How it is used: in any way, called without `new`, or made of nothing. */
  readonly form: "any" | "call" | "new";
  /** What an actor does instead; `ctx` is its context. */
  readonly hint: string;
  /** What may take its place as it is; `null` where that is no safe change. */
  readonly fix: string | null;
}

/** The rules of the plug-in, each with what it finds. */
export const RULES: Readonly<Record<string, readonly Use[]>> = {
  "no-clock": [
    {
      what: "Date.now",
      does: "reads the platform's clock",
      global: "Date",
      member: "now",
      form: "any",
      hint:
        "Use `ctx.now()`, which follows the engine's runtime; it may have " +
        "a fraction",
      fix: "Math.floor(ctx.now())",
    },
    {
      what: "new Date()",
      does: "reads the platform's clock",
      global: "Date",
      member: null,
      form: "new",
      hint: "Use `new Date(ctx.now())`, which follows the engine's runtime",
      fix: "new Date(ctx.now())",
    },
    {
      what: "Date()",
      does: "reads the platform's clock",
      global: "Date",
      member: null,
      form: "call",
      hint: "Use `new Date(ctx.now())`, which follows the engine's runtime",
      fix: null,
    },
    {
      what: "performance.now",
      does: "reads the platform's clock",
      global: "performance",
      member: "now",
      form: "any",
      hint: "Use `ctx.now()`, which follows the engine's runtime; it counts " +
        "from the epoch",
      fix: null,
    },
    {
      what: "Temporal.Now",
      does: "reads the platform's clock",
      global: "Temporal",
      member: "Now",
      form: "any",
      hint: "Use `ctx.now()`, which follows the engine's runtime",
      fix: null,
    },
  ],
  "no-timer": [
    {
      what: "setTimeout",
      does: "waits for the platform's clock",
      global: "setTimeout",
      member: null,
      form: "any",
      hint: "Use `await ctx.sleep(ms)` to wait within a turn, or " +
        "`ctx.runOnce(ms, callback)`, whose callback is a turn of its own",
      fix: null,
    },
    {
      what: "setInterval",
      does: "waits for the platform's clock",
      global: "setInterval",
      member: null,
      form: "any",
      hint: "Use `ctx.runRecurring(ms, callback)`, whose ticks are turns",
      fix: null,
    },
    {
      what: "AbortSignal.timeout",
      does: "waits for the platform's clock",
      global: "AbortSignal",
      member: "timeout",
      form: "any",
      hint: "Use `proxy.with({ timeoutMs })` for a call, which follows the " +
        "engine's runtime",
      fix: null,
    },
  ],
  "no-chance": [
    {
      what: "Math.random",
      does: "takes the platform's chance",
      global: "Math",
      member: "random",
      form: "any",
      hint: "Use `ctx.random()`, which follows the engine's runtime",
      fix: "ctx.random()",
    },
    {
      what: "crypto.randomUUID",
      does: "takes the platform's chance",
      global: "crypto",
      member: "randomUUID",
      form: "any",
      hint: "Use `ctx.randomUUID()`, which follows the engine's runtime",
      fix: "ctx.randomUUID()",
    },
    {
      what: "crypto.getRandomValues",
      does: "takes the platform's chance",
      global: "crypto",
      member: "getRandomValues",
      form: "any",
      hint: "Use `ctx.random()` or `ctx.randomUUID()`; for a secret, ignore " +
        "this rule",
      fix: null,
    },
  ],
  "no-fetch": [
    {
      what: "fetch",
      does: "asks the network",
      global: "fetch",
      member: null,
      form: "any",
      hint: "Ask an actor or a function that a test can stand in for",
      fix: null,
    },
  ],
};
