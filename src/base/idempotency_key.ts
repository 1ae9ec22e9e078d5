import { MAX_KEY_LENGTH } from "./limits.ts";
import type { OptionRule } from "./option_rule.ts";

/** What an idempotency key must be, wherever it comes from. */
export const IDEMPOTENCY_KEY: OptionRule<string> = {
  text: `text of 1 to ${MAX_KEY_LENGTH} characters without lone surrogates`,
  error: TypeError,
  allows: (value): value is string =>
    typeof value === "string" && value.length > 0 &&
    value.length <= MAX_KEY_LENGTH && value.isWellFormed(),
};
