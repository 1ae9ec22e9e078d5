import { escapeControls } from "../../base/escape_controls.ts";
import { SEND_TIMEOUT_MS, STREAMING_CREDIT } from "../../base/limits.ts";
import type { ActorType } from "../../actor/actor_type.ts";
import { assertId, formatActor } from "../../envelope/actor_id.ts";
import type { Method } from "../../envelope/definition.ts";
import { ActorLink } from "../../proxy/link.ts";
import type { EngineView } from "../../engine/view.ts";
import type { EventLog } from "../collect/event_log.ts";
import type { Action, ActResult, Name } from "../wire/protocol.ts";
import { describeError, show } from "../collect/show.ts";
import type { ValueText } from "../collect/value_text.ts";
import { tellElsewhere } from "./cluster.ts";
import { operate } from "./operate.ts";
import { LATE, within } from "./within.ts";

/** The actions of clients; each is an entry of the log and a log line. */
export class Actions {
  readonly #view: EngineView;
  readonly #events: EventLog;
  readonly #values: ValueText;
  readonly #isReadOnly: boolean;

  constructor(
    view: EngineView,
    events: EventLog,
    values: ValueText,
    isReadOnly: boolean,
  ) {
    this.#view = view;
    this.#events = events;
    this.#values = values;
    this.#isReadOnly = isReadOnly;
  }

  /**
   * Does what a client asks for.
   *
   * @throws {Error} If it cannot: one sentence says why.
   */
  async run(action: Action): Promise<ActResult> {
    const name = formatActor(action.actor);
    if (this.#isReadOnly) {
      throw new Error(
        `Cannot ${action.act} ${name}: this inspector is read-only`,
      );
    }
    switch (action.act) {
      case "deactivate":
        return await this.#deactivate(action.actor, name);
      case "pause":
        return this.#pause(action.actor, name);
      case "resume":
        this.#find(action).unpause();
        return this.#note(action.actor, `${name} was resumed`);
      case "send":
        return await this.#send(action);
      case "edit":
      case "resend":
        return this.#note(
          action.actor,
          await operate(this.#view, this.#values, action),
        );
    }
  }

  #pause(actor: Name, name: string): ActResult {
    const isPaused = this.#find({ act: "pause", actor }).pause();
    if (isPaused) return this.#note(actor, `${name} was paused`);
    throw new Error(`Cannot pause ${name}: it is not active`);
  }

  async #deactivate(actor: Name, name: string): Promise<ActResult> {
    const activation = this.#find({ act: "deactivate", actor });
    this.#note(actor, `${name} is being deactivated`);
    const isDone = await within(activation.poison());
    const text = isDone === LATE
      ? `${name} ends as soon as its inbox lets it`
      : `${name} was deactivated`;
    return { text };
  }

  async #send(action: Action & { readonly act: "send" }): Promise<ActResult> {
    const { actor, args } = action;
    const name = `${formatActor(actor)}.${escapeControls(action.method)}`;
    const type = this.#findType(actor, "send to");
    assertId("send", actor.id);
    const method = type.definition.methods[action.method];
    if (method === undefined) {
      throw new Error(`Cannot send ${name}: the actor has no such method`);
    }
    const payload = pack(method, args, name);
    this.#note(actor, `${name} was sent`);
    const target = this.#view.route(type.definition, actor.id);
    const link = new ActorLink(target, null);
    const reply = method.isStreaming
      ? takeFirst(link.stream(method, payload), STREAMING_CREDIT)
      : link.call<unknown>(method, payload);
    try {
      const result = await within(reply);
      if (result !== LATE) return { text: show(result) };
      return { text: `${name} still runs after ${SEND_TIMEOUT_MS} ms` };
    } catch (error) {
      throw new Error(describeError(error));
    }
  }

  #find({ act, actor }: { readonly act: string; readonly actor: Name }) {
    const type = this.#findType(actor, act);
    const activation = type.activations.get(actor.id);
    if (activation !== undefined) return activation;
    const why = tellElsewhere(this.#view, actor) ?? "it is not live";
    throw new Error(`Cannot ${act} ${formatActor(actor)}: ${why}`);
  }

  #findType(actor: Name, act: string): ActorType {
    const type = this.#view.registry.findType(actor.type);
    if (type !== undefined) return type;
    throw new Error(
      `Cannot ${act} ${formatActor(actor)}: its type is not known`,
    );
  }

  #note(actor: Name, text: string): ActResult {
    const { logger, runtime } = this.#view;
    const at = runtime.now();
    this.#events.push({ kind: "action", at, actor, text });
    logger.info(`Inspector: ${text}`);
    return { text };
  }
}

/** Makes the payload of a call from its arguments. */
function pack(method: Method, args: readonly unknown[], name: string): unknown {
  if (method.payload === "tuple") return args;
  const most = method.payload === "none" ? 0 : 1;
  if (args.length <= most) return args[0];
  throw new Error(
    `Cannot send ${name}: it takes ${most} arguments, not ${args.length}`,
  );
}

/** Takes the first values of a streaming reply, and ends it. */
async function takeFirst(
  reply: AsyncIterable<unknown>,
  most: number,
): Promise<unknown[]> {
  const values: unknown[] = [];
  for await (const value of reply) {
    values.push(value);
    if (values.length === most) break;
  }
  return values;
}
