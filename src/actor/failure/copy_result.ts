import type { Method } from "../../envelope/definition.ts";
import type { Reply } from "../../envelope/reply.ts";
import type { Caller } from "../../envelope/target.ts";
import type { Subject } from "./outcome.ts";
import { badResult } from "./refusal.ts";

/**
 * Returns the caller's own copy of a result, before the turn is known to end
 * well.
 *
 * @throws {Error} If there can be none: the turn has failed.
 */
export function copyForCaller(
  subject: Subject,
  method: Method,
  reply: Reply | null,
  caller: Caller | null,
  result: unknown,
): unknown {
  if (reply === null || reply.isOver) return undefined;
  try {
    return method.copyResult(result, caller ?? subject.type.host.outside);
  } catch (error) {
    throw badResult(subject, method, error);
  }
}
