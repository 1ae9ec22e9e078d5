import type { JSX } from "preact";
import type { RecentTurn } from "../../../wire/protocol.ts";
import { ActorName, Data } from "../../parts/actor_name.tsx";
import { Clock } from "../../parts/clock.tsx";
import { Duration } from "../../parts/figure.tsx";

/** The last envelopes of an actor, newest first. */
export function TurnTable(
  { turns }: { readonly turns: readonly RecentTurn[] },
): JSX.Element {
  return (
    <section class="panel">
      <h2>
        Last envelopes <span class="muted">newest first</span>
      </h2>
      {turns.length === 0
        ? <p class="empty">None since the inspector looks at this actor.</p>
        : (
          <div class="scroll-x">
            <table>
              <thead>
                <tr>
                  <th scope="col">Time</th>
                  <th scope="col">Method</th>
                  <th scope="col">Sender</th>
                  <th scope="col" class="number">Queued</th>
                  <th scope="col" class="number">Ran</th>
                  <th scope="col">Outcome</th>
                </tr>
              </thead>
              <tbody>
                {turns.map((turn, index) => (
                  <TurnLine
                    key={index}
                    turn={turn}
                  />
                ))}
              </tbody>
            </table>
          </div>
        )}
    </section>
  );
}

function TurnLine({ turn }: { readonly turn: RecentTurn }): JSX.Element {
  const { at, method, caller, queueMs, runMs, outcome, payload } = turn;
  return (
    <tr data-testid="recent-turn">
      <td class="muted">
        <Clock at={at} />
      </td>
      <td>
        <Data text={method} as="method" />
        {payload !== undefined && <Data text={payload} as="payload" />}
      </td>
      <td>
        <ActorName actor={caller} />
      </td>
      <td class="number">
        <Duration ms={queueMs} />
      </td>
      <td class="number">
        <Duration ms={runMs} warnMs={100} badMs={1_000} />
      </td>
      <td>
        <span class={`outcome is-${outcome}`}>{outcome}</span>
      </td>
    </tr>
  );
}
