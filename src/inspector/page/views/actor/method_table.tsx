import type { JSX } from "preact";
import type { ActorDetail, MethodRow } from "../../../wire/protocol.ts";
import { Data } from "../../parts/actor_name.tsx";
import { Count, TimeOf } from "../../parts/figure.tsx";

/** An actor's methods, with how often and how fast they ran. */
export function MethodTable(
  { detail: { methods, isSampled } }: { readonly detail: ActorDetail },
): JSX.Element {
  return (
    <section class="panel">
      <h2>
        Methods
        <span class="muted">
          since a client is connected{isSampled && (
            <span title="Too many turns to time each of them">
              , times of a sample
            </span>
          )}
        </span>
      </h2>
      <div class="scroll-x">
        <table>
          <thead>
            <tr>
              <th scope="col">Method</th>
              <th scope="col" class="number">Count</th>
              <th scope="col" class="number">Failed</th>
              <th scope="col" class="number wide">Queue mean</th>
              <th scope="col" class="number wide">Queue p99</th>
              <th scope="col" class="number">Run mean</th>
              <th scope="col" class="number">Run p99</th>
            </tr>
          </thead>
          <tbody>
            {methods.map((row) => <MethodLine key={row.method} row={row} />)}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function MethodLine({ row }: { readonly row: MethodRow }): JSX.Element {
  const { method, parameters, count, failed, queueMs, runMs } = row;
  return (
    <tr data-method={method}>
      <th scope="row">
        <Data text={`${method}(${parameters.join(", ")})`} as="method" />
      </th>
      <td class="number">
        <Count value={count} />
      </td>
      <td class="number">
        <Count value={failed} tone="bad" />
      </td>
      <td class="number wide">
        <TimeOf times={queueMs} of="mean" />
      </td>
      <td class="number wide">
        <TimeOf times={queueMs} of="p99" />
      </td>
      <td class="number">
        <TimeOf times={runMs} of="mean" />
      </td>
      <td class="number">
        <TimeOf times={runMs} of="p99" />
      </td>
    </tr>
  );
}
