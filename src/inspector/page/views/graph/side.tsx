import type { JSX } from "preact";
import type {
  Graph,
  GraphEdge,
  GraphWait,
  Name,
} from "../../../wire/protocol.ts";
import { ActorName, Data } from "../../parts/actor_name.tsx";
import { formatCount, formatMs, formatRate } from "../../parts/format.ts";
import { endsOf } from "./edges.ts";
import { Icon } from "../../parts/icon.tsx";
import { formatName } from "../../../wire/trace.ts";
import { findCircle, isLongWait } from "../../model/waits.ts";
import { Finder } from "./finder.tsx";

const SHOWN_WAITS = 12;

interface SideOptions {
  readonly graph: Graph | undefined;
  readonly selected: string | undefined;
  readonly around: Name | undefined;
  readonly onSelect: (key: string | undefined) => void;
  /** Shows the neighbours of an actor. */
  readonly onFocus: (actor: Name) => void;
}

/** The list of waits, and the node that is selected. */
export function GraphSide(options: SideOptions): JSX.Element {
  const { graph, selected, around, onFocus } = options;
  return (
    <aside class="graph-side">
      <Circle waits={graph?.waits ?? []} />
      {selected !== undefined && graph !== undefined && (
        <Selection {...options} graph={graph} selected={selected} />
      )}
      <Waits graph={graph} />
      <Finder around={around} onChoose={onFocus} />
    </aside>
  );
}

/** The waits to look at, of the same answer as the picture. */
function Waits({ graph }: { readonly graph: Graph | undefined }): JSX.Element {
  const long = graph?.waits.filter(isLongWait) ?? [];
  const short = (graph?.waiting ?? 0) - long.length;
  return (
    <section class="panel side">
      <h2>
        Waits <span class="muted">{formatCount(long.length)}</span>
      </h2>
      <ul class="waits">
        {long.slice(0, SHOWN_WAITS).map((wait, index) => (
          <WaitItem key={index} wait={wait} />
        ))}
      </ul>
      <p class="muted" data-testid="short-waits">
        {short > 0
          ? `${formatCount(short)} shorter than a second`
          : long.length === 0 && "No actor waits for another."}
      </p>
    </section>
  );
}

function Circle({ waits }: {
  readonly waits: readonly GraphWait[];
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

function WaitItem({ wait }: { readonly wait: GraphWait }): JSX.Element {
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

function Selection(
  { graph, selected, around, onSelect, onFocus }: SideOptions & {
    readonly graph: Graph;
    readonly selected: string;
  },
): JSX.Element {
  const isCentre = around !== undefined && formatName(around) === selected;
  const node = graph.nodes.find(({ name }) => formatName(name) === selected);
  const name = node?.name ??
    graph.edges.find((edge) => endsOf(edge).to === selected)?.to ?? null;
  const into = graph.edges.filter((edge) => endsOf(edge).to === selected);
  const out = graph.edges.filter((edge) => endsOf(edge).from === selected);
  return (
    <section class="panel side" data-testid="graph-selection">
      <h2>
        <ActorName actor={name} />
        {!isCentre && (
          <button
            type="button"
            class="quiet"
            onClick={() => onSelect(undefined)}
          >
            Close
          </button>
        )}
      </h2>
      {node !== undefined && (
        <p class="muted">
          {node.name.id === "" && `${formatCount(node.actors)} actors · `}
          {formatRate(node.rate)} msg/s · {formatCount(node.inbox)} queued
        </p>
      )}
      {!isCentre && node !== undefined && node.name.id !== "" && (
        <p>
          <button
            type="button"
            data-testid="graph-focus"
            onClick={() => onFocus(node.name)}
          >
            Show its neighbours
          </button>
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
