import { editState } from "../../actor/durable/edit_state.ts";
import { resendParked } from "../../actor/durable/resend.ts";
import type { Durability } from "../../actor/durable/durability.ts";
import { quote } from "../../base/escape_controls.ts";
import { SEND_TIMEOUT_MS } from "../../base/limits.ts";
import { readThrownMessage } from "../../base/thrown.ts";
import type { Plain } from "../../codec/json/plain.ts";
import { plainToBytes } from "../../codec/json/plain_bytes.ts";
import { assertId, formatActor } from "../../envelope/actor_id.ts";
import type { EngineView } from "../../engine/view.ts";
import { describeError } from "../collect/show.ts";
import type { ValueText } from "../collect/value_text.ts";
import type { Action, Name } from "../wire/protocol.ts";
import { tellElsewhere } from "./cluster.ts";
import { digestOf } from "./digest.ts";
import { LATE, within } from "./within.ts";

/** An action that one turn of a durable actor does. */
export type Operation = Action & { readonly act: "edit" | "resend" };

type Edit = Action & { readonly act: "edit" };
type Resend = Action & { readonly act: "resend" };
type Refuse = (why: string) => Error;

/**
 * Does to a durable actor what a client asks for, in a turn of the actor, which
 * is activated for it; returns what was done.
 *
 * @throws {Error} If it cannot: one sentence says why.
 */
export function operate(
  view: EngineView,
  values: ValueText,
  action: Operation,
): Promise<string> {
  return action.act === "edit"
    ? edit(view, values, action)
    : resend(view, action);
}

async function edit(
  view: EngineView,
  values: ValueText,
  action: Edit,
): Promise<string> {
  const { actor } = action;
  const says = `state ${quote(action.state)} of ${formatActor(actor)}`;
  const refuse: Refuse = (why) => new Error(`Cannot edit ${says}: ${why}`);
  if (!values.isFaithful) {
    throw refuse("its value is not shown as it is, so it cannot be changed");
  }
  const bytes = readValue(action.value, refuse);
  const run = (durability: Durability) =>
    editState(durability, {
      name: action.state,
      bytes,
      isSeen: (image) => digestOf(image) === action.seen,
    });
  const problem = await runAsTurn(view, actor, refuse, run);
  if (problem !== null) throw refuse(problem);
  return `${says} was edited`;
}

async function resend(view: EngineView, action: Resend): Promise<string> {
  const { actor, send, reminder } = action;
  const name = formatActor(actor);
  const refuse: Refuse = (why) => new Error(`Cannot resend of ${name}: ${why}`);
  const choice = {
    ...send === undefined ? {} : { send },
    ...reminder === undefined ? {} : { reminder },
  };
  const run = (durability: Durability) => resendParked(durability, choice);
  const freed = await runAsTurn(view, actor, refuse, run);
  if (freed === 0) throw refuse("nothing of it is parked");
  return `${name} tries ${freed} parked again`;
}

function readValue(
  text: string,
  refuse: Refuse,
): Uint8Array {
  let plain: Plain;
  try {
    plain = JSON.parse(text);
  } catch {
    // The platform's own words show the text.
    throw refuse("it is no JSON");
  }
  try {
    return plainToBytes(plain);
  } catch (error) {
    throw refuse(readThrownMessage(error));
  }
}

/** Runs code as a turn of a durable actor; resolves once that is committed. */
async function runAsTurn<Result>(
  view: EngineView,
  actor: Name,
  refuse: Refuse,
  run: (durability: Durability) => Result,
): Promise<Result> {
  const type = view.registry.findType(actor.type);
  if (type === undefined) throw refuse("its type is not known");
  if (!type.isDurable) throw refuse("its class has no state");
  assertId("operate", actor.id);
  const where = tellElsewhere(view, actor);
  if (where !== null) throw refuse(where);
  try {
    const operation = view.operate(type.definition, actor.id, run);
    const result = await within(operation);
    if (result !== LATE) return result;
  } catch (error) {
    throw refuse(describeError(error));
  }
  throw refuse(`its turn has not come after ${SEND_TIMEOUT_MS} ms`);
}
