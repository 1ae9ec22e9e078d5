import type { JSX } from "preact";
import type { TypeSum } from "../../../wire/protocol.ts";
import { Count } from "../../parts/figure.tsx";
import { formatCount, formatRate } from "../../parts/format.ts";
import { Data } from "../../parts/actor_name.tsx";
import { formatRoute } from "../../model/route.ts";

/** The types of actors, the busiest first. */
export function TypeTable(
  { types }: { readonly types: readonly TypeSum[] },
): JSX.Element {
  const sorted = [...types].sort((a, b) =>
    b.rate - a.rate || b.handled - a.handled || (a.type < b.type ? -1 : 1)
  );
  const most = Math.max(1e-9, ...types.map(({ rate }) => rate));
  return (
    <section class="panel types">
      <table>
        <thead>
          <tr>
            <th scope="col">Type</th>
            <th scope="col" class="number">Actors</th>
            <th scope="col" class="number">Queued</th>
            <th scope="col" class="number wide">Accepted</th>
            <th scope="col" class="number">Handled</th>
            <th scope="col" class="number">Failed</th>
            <th scope="col" class="number wide">Restarts</th>
            <th scope="col" class="number wide">Dead letters</th>
            <th scope="col" class="number">Messages/s</th>
            <th scope="col" class="share wide" aria-label="Share" />
          </tr>
        </thead>
        <tbody>
          {sorted.map((sum) => (
            <TypeLine key={sum.type} sum={sum} share={sum.rate / most} />
          ))}
        </tbody>
      </table>
      {types.length === 0 && (
        <p class="empty">No actor has been active yet. Send one a message.</p>
      )}
    </section>
  );
}

function TypeLine(
  { sum, share }: { readonly sum: TypeSum; readonly share: number },
): JSX.Element {
  const { type, actors, inbox, accepted, handled, rate } = sum;
  const { failed, restarts, deadLetters } = sum;
  return (
    <tr data-type={type}>
      <th scope="row">
        <a href={formatRoute({ tab: "actors", filter: type })}>
          <Data text={type} />
        </a>
      </th>
      <td class="number">{formatCount(actors)}</td>
      <td class="number">
        <Count value={inbox} />
      </td>
      <td class="number wide">
        <Count value={accepted} />
      </td>
      <td class="number">
        <Count value={handled} />
      </td>
      <td class="number">
        <Count value={failed} tone="bad" />
      </td>
      <td class="number wide">
        <Count value={restarts} tone="warn" />
      </td>
      <td class="number wide">
        <Count value={deadLetters} tone="warn" />
      </td>
      <td class="number">{formatRate(rate)}</td>
      <td class="share wide">
        <i style={{ width: `${Math.round(share * 100)}%` }} />
      </td>
    </tr>
  );
}
