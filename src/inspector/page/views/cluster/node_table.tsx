import type { JSX } from "preact";
import type {
  ClusterDetail,
  ClusterNodeRow,
  NodeFigures,
} from "../../../wire/protocol.ts";
import type { ClusterWatch } from "../../model/cluster_watch.ts";
import { Data } from "../../parts/actor_name.tsx";
import { Count, type Tone } from "../../parts/figure.tsx";
import { formatMs, NOTHING } from "../../parts/format.ts";
import { NodeName } from "./node_name.tsx";

type Figure = keyof Omit<NodeFigures, "isSuspended" | "links">;

/** A column of figures: its label, what it is, whether it needs room. */
interface FigureColumn {
  readonly figure: Figure;
  readonly label: string;
  readonly hint: string;
  readonly isWide: boolean;
  readonly tone?: Tone;
}

const COLUMNS: readonly FigureColumn[] = [
  {
    figure: "actors",
    label: "Actors",
    hint: "Live actors of its shards",
    isWide: false,
  },
  {
    figure: "outgoing",
    label: "Calls out",
    hint: "Its calls to other nodes that are under way",
    isWide: false,
  },
  {
    figure: "incoming",
    label: "Calls in",
    hint: "Calls of other nodes that it has not answered",
    isWide: true,
  },
  {
    figure: "rerouted",
    label: "Rerouted",
    hint: "Calls that were sent on, for their actors had moved",
    isWide: true,
  },
  {
    figure: "gained",
    label: "Gained",
    hint: "Shards that it began to serve",
    isWide: true,
  },
  {
    figure: "handedOver",
    label: "Given",
    hint: "Shards that it handed over in order",
    isWide: true,
  },
  {
    figure: "lost",
    label: "Lost",
    hint: "Shards that others took from it",
    isWide: true,
    tone: "warn",
  },
  {
    figure: "fenced",
    label: "Fenced",
    hint: "Writes that its store refused, for others had the shards",
    isWide: true,
    tone: "warn",
  },
  {
    figure: "rejoined",
    label: "Rejoined",
    hint: "How often it began anew, for others had declared it dead",
    isWide: true,
    tone: "warn",
  },
  {
    figure: "dropped",
    label: "Dropped",
    hint: "Packets of strangers, and such that do not parse",
    isWide: true,
    tone: "warn",
  },
];

/** The nodes of a cluster, with what each of them counts. */
export function NodeTable({ detail, watch, at }: {
  readonly detail: ClusterDetail;
  readonly watch: ClusterWatch;
  readonly at: number;
}): JSX.Element {
  return (
    <section class="panel scroll-x nodes" data-testid="nodes">
      <table>
        <thead>
          <tr>
            <th scope="col">Node</th>
            <th scope="col" class="number">Shards</th>
            {COLUMNS.map(({ figure, label, hint, isWide }) => (
              <th
                key={figure}
                scope="col"
                class={`number ${isWide ? "wide" : ""}`}
                title={hint}
              >
                {label}
              </th>
            ))}
            <th scope="col" class="number wide" title="How long it is there">
              Up for
            </th>
            <th scope="col" class="wide">Version</th>
          </tr>
        </thead>
        <tbody>
          {detail.nodes.map((node) => (
            <NodeLine key={node.id} node={node} watch={watch} at={at} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function NodeLine({ node, watch, at }: {
  readonly node: ClusterNodeRow;
  readonly watch: ClusterWatch;
  readonly at: number;
}): JSX.Element {
  const { id, counts, shards, startedAt, version, types } = node;
  return (
    <tr data-node={node.name} data-testid="node-row">
      <th scope="row">
        <span class="stacked">
          <span class="node-line">
            <NodeName watch={watch} id={id} />
            <Badges node={node} />
          </span>
          <span class="node-more" title={types.join(", ")}>
            <Data text={id} as="id" />
          </span>
        </span>
      </th>
      <td class="number" data-cell="shards">
        <Count value={shards} />
      </td>
      {COLUMNS.map(({ figure, isWide, tone }) => (
        <td
          key={figure}
          class={`number ${isWide ? "wide" : ""}`}
          data-cell={figure}
        >
          {counts === null
            ? <span class="zero">{NOTHING}</span>
            : <Count value={counts[figure]} tone={tone ?? "plain"} />}
        </td>
      ))}
      <td class="number wide">
        <span title={new Date(startedAt).toLocaleString()}>
          {formatMs(Math.max(0, at - startedAt))}
        </span>
      </td>
      <td class="wide">
        <Data text={version} />
      </td>
    </tr>
  );
}

/** What is special about a node, in words. */
function Badges({ node }: { readonly node: ClusterNodeRow }): JSX.Element {
  const { isSelf, isClient, counts } = node;
  return (
    <>
      {isSelf && (
        <span class="badge" title="The node that this page looks into">
          this
        </span>
      )}
      {isClient && <span class="badge" title="It hosts no actors">client</span>}
      {counts === null && (
        <span
          class="badge is-wait"
          title="It has not said in time what it counts"
        >
          no answer
        </span>
      )}
      {counts?.isSuspended === true && (
        <span
          class="badge is-wait"
          title="Its lease is in doubt: no turn of its actors begins"
        >
          suspended
        </span>
      )}
    </>
  );
}
