import type { JSX } from "preact";
import { useContext } from "preact/hooks";
import type { Name } from "../../../wire/protocol.ts";
import { EngineContext } from "../../link/engine_context.ts";
import { useAnswer } from "../../link/use_answer.ts";
import { formatRoute } from "../../model/route.ts";
import { Data } from "../../parts/actor_name.tsx";
import { formatCount } from "../../parts/format.ts";

const PERIOD_MS = 1_000;

/** Where an actor of a cluster lives: nothing where an engine is alone. */
export function Place({ actor }: { readonly actor: Name }): JSX.Element | null {
  const { hello } = useContext(EngineContext);
  if (hello === undefined || hello.cluster === null) return null;
  return <Owner actor={actor} />;
}

function Owner({ actor }: { readonly actor: Name }): JSX.Element | null {
  const { answer } = useAnswer<"place">({ view: "place", actor }, PERIOD_MS);
  const place = answer?.body;
  if (place === undefined || place === null) return null;
  const { shard, epoch, owner } = place;
  const isElsewhere = owner?.isSelf !== true;
  return (
    <a
      class={`place ${isElsewhere ? "is-warn" : "muted"}`}
      href={formatRoute({ tab: "cluster", filter: String(shard) })}
      title={owner === null ? "No node owns its shard" : owner.id}
      data-testid="place"
    >
      <span>
        {owner === null ? "no node" : "node "}
        {owner !== null && <Data text={owner.name} />}
        {owner?.isSelf === true && " (this)"}
      </span>
      <span>shard {shard}</span>
      <span>epoch {formatCount(epoch)}</span>
    </a>
  );
}
