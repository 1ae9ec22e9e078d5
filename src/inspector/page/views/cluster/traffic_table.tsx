import type { JSX } from "preact";
import type { ClusterDetail } from "../../../wire/protocol.ts";
import type { ClusterWatch, Traffic } from "../../model/cluster_watch.ts";
import {
  countOf,
  formatBytes,
  formatRate,
  NOTHING,
} from "../../parts/format.ts";
import { NodeName } from "./node_name.tsx";

/** What goes from each node to each other one, per second. */
export function TrafficTable({ detail, watch }: {
  readonly detail: ClusterDetail;
  readonly watch: ClusterWatch;
}): JSX.Element {
  const { nodes } = detail;
  const most = Math.max(
    1,
    ...nodes.flatMap(({ id: from }) =>
      nodes.map(({ id: to }) => watch.trafficOf(from, to)?.messages ?? 0)
    ),
  );
  return (
    <section class="panel traffic" data-testid="traffic">
      <h2>
        Traffic <span class="muted">per second, from row to column</span>
      </h2>
      {nodes.length < 2
        ? <p class="muted">There is no other node to talk to.</p>
        : (
          <div class="scroll-x">
            <table>
              <thead>
                <tr>
                  <th scope="col">From</th>
                  {nodes.map(({ id }) => (
                    <th key={id} scope="col">
                      <NodeName watch={watch} id={id} />
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {nodes.map(({ id: from, name }) => (
                  <tr key={from} data-from={name}>
                    <th scope="row">
                      <NodeName watch={watch} id={from} />
                    </th>
                    {nodes.map(({ id: to }) => (
                      <Cell
                        key={to}
                        isSelf={from === to}
                        traffic={watch.trafficOf(from, to)}
                        most={most}
                      />
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
    </section>
  );
}

function Cell({ isSelf, traffic, most }: {
  readonly isSelf: boolean;
  readonly traffic: Traffic | null;
  readonly most: number;
}): JSX.Element {
  if (isSelf) return <td class="is-self" />;
  if (traffic === null) {
    return (
      <td>
        <span class="zero">{NOTHING}</span>
      </td>
    );
  }
  const { messages, bytes, isSilent } = traffic;
  const share = Math.round((messages ?? 0) / most * 100);
  return (
    <td
      class={isSilent ? "is-silent" : ""}
      style={{ "--share": `${share}%` }}
    >
      <span class="stacked">
        {messages === 0
          ? <span class="zero">quiet</span>
          : <b>{messages === null ? NOTHING : `${formatRate(messages)} msg`}
          </b>}
        {messages !== 0 && bytes !== null && (
          <span class="muted">{formatBytes(bytes)}</span>
        )}
        <Troubles traffic={traffic} />
      </span>
    </td>
  );
}

function Troubles(
  { traffic: { resent, waiting, isSilent } }: { readonly traffic: Traffic },
): JSX.Element {
  return (
    <>
      {isSilent && <span class="is-bad">silent</span>}
      {waiting > 0 && (
        <span
          class={isSilent ? "is-bad" : "muted"}
          title={`${
            countOf(waiting, "message")
          } not acknowledged, or held back`}
        >
          {formatRate(waiting)} wait
        </span>
      )}
      {resent !== null && resent > 0 && (
        <span class="is-warn" title="Packets that were sent again">
          {formatRate(resent)} resent
        </span>
      )}
    </>
  );
}
