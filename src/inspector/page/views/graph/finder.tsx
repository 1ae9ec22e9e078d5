import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Name } from "../../../wire/protocol.ts";
import { Data } from "../../parts/actor_name.tsx";
import { formatCount } from "../../parts/format.ts";
import { Search } from "../../parts/search.tsx";
import { formatName } from "../../../wire/trace.ts";
import { useAnswer } from "../../link/use_answer.ts";

const SHOWN = 8;

/** Finds the actor whose neighbours the graph shows. */
export function Finder({ around, onChoose }: {
  readonly around: Name | undefined;
  readonly onChoose: (actor: Name) => void;
}): JSX.Element {
  const [filter, setFilter] = useState("");
  const { answer } = useAnswer<"actors">({
    view: "actors",
    sort: "rate",
    descending: true,
    limit: SHOWN,
    ...(filter === "" ? {} : { filter }),
  }, 1_000);
  const { rows = [], matched = 0 } = answer?.body ?? {};
  return (
    <section class="panel side finder" data-testid="graph-finder">
      <Search label="Find an actor" value={filter} onChange={setFilter} />
      <ul>
        {rows.map(({ actor }) => (
          <li key={formatName(actor)}>
            <button
              type="button"
              class="quiet"
              aria-pressed={around !== undefined &&
                formatName(around) === formatName(actor)}
              data-testid="graph-found"
              data-actor={formatName(actor)}
              onClick={() => onChoose(actor)}
            >
              <Data text={formatName(actor)} as="id" />
            </button>
          </li>
        ))}
      </ul>
      {matched > rows.length && (
        <p class="muted">
          and {formatCount(matched - rows.length)} more, less busy
        </p>
      )}
    </section>
  );
}
