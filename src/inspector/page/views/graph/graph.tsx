import type { JSX } from "preact";
import { useContext, useEffect, useRef, useState } from "preact/hooks";
import type { Graph, Name } from "../../../wire/protocol.ts";
import { EngineContext } from "../../link/engine_context.ts";
import { layOut, type Point } from "./layout.ts";
import { endsOf, listKeys } from "./edges.ts";
import type { Session } from "../../session.ts";
import { type Size, useSize } from "../../parts/size.ts";
import { useAnswer } from "../../link/use_answer.ts";
import { parseName, type Route } from "../../model/route.ts";
import { formatName } from "../../../wire/trace.ts";
import { GraphPicture } from "./picture.tsx";
import { GraphSide } from "./side.tsx";

/** More actors are shown as types, or as the neighbours of one of them. */
const MAX_ACTORS = 60;
const MAX_EDGES = 240;

const CHOICES = [
  ["auto", "Auto"],
  ["actor", "Actors"],
  ["type", "Types"],
] as const;

/** The graph of calls and waits. */
export function GraphView(
  { session, route }: { readonly session: Session; readonly route: Route },
): JSX.Element {
  const focus = useFocus(session, route);
  const { by, around } = focus;
  const [selected, setSelected] = useState<string>();
  const { answer } = useAnswer<"graph">(
    {
      view: "graph",
      by,
      limit: MAX_EDGES,
      ...(around === undefined ? {} : { around }),
    },
    500,
  );
  const graph = answer?.body.by === by ? answer.body : undefined;
  const centre = around && formatName(around);
  return (
    <div class="view graph" data-testid="view-graph">
      <h1 class="unseen">Graph</h1>
      <div class="graph-main panel">
        <div class="bar over">
          <Choices
            choice={focus.choice}
            onChoose={(choice) => {
              focus.choose(choice);
              setSelected(undefined);
            }}
          />
          <Legend by={by} around={around} />
        </div>
        <Canvas
          key={`${by} ${centre}`}
          graph={graph}
          selected={selected ?? centre}
          onSelect={setSelected}
        />
      </div>
      <GraphSide
        graph={graph}
        selected={selected ?? centre}
        around={around}
        onSelect={setSelected}
        onFocus={(actor) => {
          focus.focus(actor);
          setSelected(undefined);
        }}
      />
    </div>
  );
}

interface Focus {
  readonly choice: Session["graphBy"];
  readonly by: "actor" | "type";
  /** The actor whose neighbours are shown; `undefined`: all actors. */
  readonly around: Name | undefined;
  choose(choice: Session["graphBy"]): void;
  focus(actor: Name): void;
}

/** Follows what the graph shows: a choice, and one actor where it needs one. */
function useFocus(session: Session, route: Route): Focus {
  const { ask, overview } = useContext(EngineContext);
  const [, redraw] = useState(0);
  const change = (changes: Partial<Session>) => {
    Object.assign(session, changes);
    redraw((draws) => draws + 1);
  };
  const focus = (graphAround: Name) =>
    change({ graphBy: "actor", graphAround });
  useEffect(() => {
    const name = parseName(route.filter ?? "");
    if (name !== undefined) focus(name);
  }, [route.filter]);
  const isMany = (overview?.actors ?? 0) > MAX_ACTORS;
  const { graphBy: choice, graphAround } = session;
  const by = choice === "auto" ? (isMany ? "type" : "actor") : choice;
  const isBlank = by === "actor" && isMany && graphAround === undefined;
  useEffect(() => {
    if (!isBlank) return;
    const question = { view: "actors", sort: "rate", limit: 1 } as const;
    ask<"actors">({ ...question, descending: true }).then(({ body }) => {
      const [busiest] = body.rows;
      if (busiest !== undefined) focus(busiest.actor);
    }, () => {});
  }, [isBlank]);
  return {
    choice,
    by,
    around: by === "actor" ? graphAround : undefined,
    choose: (graphBy) => change({ graphBy, graphAround: undefined }),
    focus,
  };
}

function Choices({ choice, onChoose }: {
  readonly choice: Session["graphBy"];
  readonly onChoose: (choice: Session["graphBy"]) => void;
}): JSX.Element {
  return (
    <span class="choices" role="group" aria-label="What nodes are">
      {CHOICES.map(([key, label]) => (
        <button
          key={key}
          type="button"
          aria-pressed={choice === key}
          data-testid={`graph-by-${key}`}
          onClick={() => onChoose(key)}
        >
          {label}
        </button>
      ))}
    </span>
  );
}

function Legend({ by, around }: {
  readonly by: "actor" | "type";
  readonly around: Name | undefined;
}): JSX.Element {
  return (
    <span class="legend muted">
      {around !== undefined
        ? "one actor and its neighbours"
        : by === "type"
        ? "one node for each type"
        : "one node for each actor"}
      <span>
        <i class="thick" /> wide: many messages
      </span>
      <span>
        <i class="wait" /> red: waits of a second or more
      </span>
    </span>
  );
}

function Canvas({ graph, selected, onSelect }: {
  readonly graph: Graph | undefined;
  readonly selected: string | undefined;
  readonly onSelect: (key: string | undefined) => void;
}): JSX.Element {
  const holder = useRef<HTMLDivElement>(null);
  const size = useSize(holder);
  const points = useLayout(graph, size);
  return (
    <div class="canvas" ref={holder}>
      {graph === undefined && <div class="empty">Asking…</div>}
      {graph?.nodes.length === 0 && (
        <div class="empty">
          <p>
            No message has been sent yet. Nodes appear with the first messages.
          </p>
        </div>
      )}
      {graph !== undefined && size.width > 0 && (
        <GraphPicture
          graph={graph}
          points={points}
          size={size}
          selected={selected}
          onSelect={onSelect}
        />
      )}
    </div>
  );
}

// Laid out again only when a node comes or goes, or the room changes: while
// only figures move, the picture stands still.
function useLayout(
  graph: Graph | undefined,
  { width, height }: Size,
): ReadonlyMap<string, Point> {
  const kept = useRef({ key: "", room: "", points: new Map<string, Point>() });
  if (graph === undefined || width === 0) return kept.current.points;
  const keys = listKeys(graph).sort();
  const key = keys.join("\n");
  const room = `${width} ${height}`;
  if (kept.current.key === key && kept.current.room === room) {
    return kept.current.points;
  }
  const before = kept.current.room === room ? kept.current.points : undefined;
  const isNarrow = width < 500;
  const points = layOut(
    keys,
    graph.edges.map(endsOf),
    {
      width: Math.max(120, width - (isNarrow ? 90 : 170)),
      height: Math.max(120, height - (isNarrow ? 160 : 200)),
    },
    before,
  );
  kept.current = { key, room, points };
  return points;
}
