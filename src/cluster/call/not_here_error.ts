import { CallError } from "../../base/errors.ts";

/** What was asked has not begun, for what it is for is elsewhere by now. */
export class NotHereError extends CallError {
  override readonly name = "NotHereError";

  constructor(message: string) {
    super(message, { code: "moved", outcome: "not-run" });
  }
}
