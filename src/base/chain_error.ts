import { CallError, type CallOutcome } from "./errors.ts";

/**
 * Says that a call would have been one too many in a chain of calls, each made
 * and awaited for the one before: as a rule a recursion that does not end.
 *
 * @example Read how the chain came about
 * ```ts
 * import { ChainTooLongError } from "@backstage/actors";
 * import { assertEquals } from "@std/assert";
 *
 * const error = new ChainTooLongError(
 *   'Cannot call "Node/65".visit: its chain has 64 calls already',
 *   { chain: ["Node/63.visit", "Node/64.visit"], outcome: "not-run" },
 * );
 * assertEquals([error.code, error.outcome], ["chain-too-long", "not-run"]);
 * assertEquals(error.chain.at(-1), "Node/64.visit");
 * ```
 */
export class ChainTooLongError extends CallError {
  /** The class's name, kept when code is minified. */
  override readonly name = "ChainTooLongError";
  /** The calls of the chain as `Type/id.method` steps, the outermost first. */
  readonly chain: readonly string[];

  /** Creates the error from its sentence and the chain. */
  constructor(
    message: string,
    options: {
      readonly chain: readonly string[];
      readonly outcome: CallOutcome;
    },
  ) {
    super(message, { code: "chain-too-long", outcome: options.outcome });
    this.chain = options.chain;
  }
}
