import type { JSX } from "preact";
import type { Name } from "../../wire/protocol.ts";
import { clipTitle } from "./format.ts";
import { formatRoute } from "../model/route.ts";
import { formatName } from "../../wire/trace.ts";

/** A text that is data: in one line, cut by its place, never markup. */
export function Data(
  { text, as }: { readonly text: string; readonly as?: string },
): JSX.Element {
  return <bdi class={`data ${as ?? ""}`} title={clipTitle(text)}>{text}</bdi>;
}

/** An actor's name; a link to what is known of it. */
export function ActorName(
  { actor }: { readonly actor: Name | null },
): JSX.Element {
  if (actor === null) return <span class="muted">outside</span>;
  const isType = actor.id === "";
  return (
    <a
      class="actor-name"
      href={isType
        ? formatRoute({ tab: "actors", filter: actor.type })
        : formatRoute({ tab: "actors", actor })}
      title={clipTitle(formatName(actor))}
    >
      <bdi class="type">{actor.type}</bdi>
      {!isType && <span class="slash">/</span>}
      {!isType && <bdi class="id">{actor.id}</bdi>}
    </a>
  );
}
