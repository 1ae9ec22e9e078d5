import type { JSX } from "preact";
import type { Graph, GraphEdge } from "../../../wire/protocol.ts";
import { ActorName, Data } from "../../parts/actor_name.tsx";
import { formatCount, formatMs, formatRate } from "../../parts/format.ts";
import { endsOf } from "./edges.ts";
import { Icon } from "../../parts/icon.tsx";
import { formatName } from "../../model/trace.ts";
import { useAnswer } from "../../link/use_answer.ts";
import { findCircle, listWaits, type WaitLine } from "../../model/waits.ts";

const MAX_WAITS = 100;
const SHOWN_WAITS = 12;

/** The list of waits, and the node that is selected. */
export function GraphSide({ graph, selected, onSelect }: {
  readonly graph: Graph | undefined;
  readonly selected: string | undefined;
  readonly onSelect: (key: string | undefined) => void;
}): JSX.Element {
  const { answer } = useAnswer<"actors">(
    { view: "actors", state: "waiting", limit: MAX_WAITS },
    1_000,
  );
  const waits = listWaits(answer?.body.rows ?? []);
  return (
    <aside class="graph-side">
      <Circle waits={waits} />
      {selected !== undefined && graph !== undefined && (
        <Selection graph={graph} selected={selected} onSelect={onSelect} />
      )}
      <section class="panel side">
        <h2>
          Waits <span class="muted">{formatCount(waits.length)}</span>
        </h2>
        {waits.length === 0 && <p class="muted">No actor waits for another.</p>}
        <ul class="waits">
          {waits.slice(0, SHOWN_WAITS).map((wait, index) => (
            <WaitItem key={index} wait={wait} />
          ))}
        </ul>
      </section>
    </aside>
  );
}

function Circle({ waits }: {
  readonly waits: readonly WaitLine[];
}): JSX.Element | null {
  const circle = findCircle(waits);
  if (circle.length === 0) return null;
  return (
    <section class="panel side deadlock" role="alert" data-testid="deadlock">
      <h2>
        <Icon name="warning" /> Deadlock
      </h2>
      <p>Each waits for the next, and the last for the first:</p>
      <ol>
        {circle.map((actor, index) => (
          <li key={index}>
            <ActorName actor={actor} />
          </li>
        ))}
      </ol>
    </section>
  );
}

function WaitItem({ wait }: { readonly wait: WaitLine }): JSX.Element {
  const { from, to, method, ms, isDeadlock } = wait;
  return (
    <li class={isDeadlock ? "is-deadlock" : ""}>
      <ActorName actor={from} />
      <span class="for">
        <b class={isDeadlock || (ms ?? 0) >= 1_000 ? "is-bad" : ""}>
          {formatMs(ms)}
        </b>{" "}
        for
      </span>
      <span class="goal">
        <ActorName actor={to} />
        <Data text={`.${method}`} as="method" />
      </span>
    </li>
  );
}

function Selection({ graph, selected, onSelect }: {
  readonly graph: Graph;
  readonly selected: string;
  readonly onSelect: (key: string | undefined) => void;
}): JSX.Element {
  const node = graph.nodes.find(({ name }) => formatName(name) === selected);
  const name = node?.name ??
    graph.edges.find((edge) => endsOf(edge).to === selected)?.to ?? null;
  const into = graph.edges.filter((edge) => endsOf(edge).to === selected);
  const out = graph.edges.filter((edge) => endsOf(edge).from === selected);
  return (
    <section class="panel side" data-testid="graph-selection">
      <h2>
        <ActorName actor={name} />
        <button
          type="button"
          class="quiet"
          onClick={() => onSelect(undefined)}
        >
          Close
        </button>
      </h2>
      {node !== undefined && (
        <p class="muted">
          {node.name.id === "" && `${formatCount(node.actors)} actors · `}
          {formatRate(node.rate)} msg/s · {formatCount(node.inbox)} queued
        </p>
      )}
      <Edges title="Called by" edges={into} show={({ from }) => from} />
      <Edges title="Calls" edges={out} show={({ to }) => to} />
    </section>
  );
}

function Edges({ title, edges, show }: {
  readonly title: string;
  readonly edges: readonly GraphEdge[];
  readonly show: (edge: GraphEdge) => GraphEdge["from"];
}): JSX.Element | null {
  if (edges.length === 0) return null;
  return (
    <>
      <h3>{title}</h3>
      {edges.slice(0, 10).map((edge, index) => (
        <p key={index} class="pair">
          <ActorName actor={show(edge)} />
          <b>{formatRate(edge.rate)}/s</b>
        </p>
      ))}
    </>
  );
}
