import type { JSX } from "preact";
import { useContext, useEffect, useState } from "preact/hooks";
import type {
  ActorColumn,
  Actors,
  ActorStateName,
  Overview,
} from "../../wire/protocol.ts";
import { nextSort } from "../parts/column.ts";
import { EngineContext } from "../link/engine_context.ts";
import { formatCount } from "../parts/format.ts";
import { formatRoute, parseName, type Route } from "../model/route.ts";
import { Search } from "../parts/search.tsx";
import type { ActorsSetting } from "../session.ts";
import { SHAPES } from "../parts/state_badge.tsx";
import { Table } from "../parts/table.tsx";
import { formatName } from "../../wire/trace.ts";
import { PERIOD_MS, useAnswer } from "../link/use_answer.ts";
import { ACTOR_COLUMNS, GROUP_COLUMNS } from "./actor_columns.tsx";

/** The list of all actors, or of their types. */
export function ActorsView({ setting, route }: {
  readonly setting: ActorsSetting;
  readonly route: Route;
}): JSX.Element {
  const [, redraw] = useState(0);
  const change = (changes: Partial<ActorsSetting>) => {
    Object.assign(setting, changes);
    setting.place.scrollTop = 0;
    setting.place.selected = -1;
    redraw((draws) => draws + 1);
  };
  useEffect(() => {
    if (route.filter === undefined) return;
    change({ type: route.filter, filter: "", state: "", isGrouped: false });
  }, [route.filter]);
  const [span, setSpan] = useState({ offset: 0, limit: 60 });
  const { answer } = useAnswer<"actors">(toQuestion(setting, span), PERIOD_MS);
  const actors = answer?.body;
  return (
    <div class="view actors" data-testid="view-actors">
      <h1 class="unseen">Actors</h1>
      <Bar setting={setting} actors={actors} change={change} />
      <List
        setting={setting}
        actors={actors}
        change={change}
        onWindow={(offset, limit) =>
          setSpan({ offset, limit: Math.min(500, Math.max(1, limit)) })}
      />
    </div>
  );
}

function toQuestion(
  { filter, type, state, isGrouped, sort }: ActorsSetting,
  span: { readonly offset: number; readonly limit: number },
) {
  return {
    view: "actors" as const,
    ...span,
    sort: sort.key,
    descending: sort.isDescending,
    group: isGrouped,
    ...(filter === "" ? {} : { filter }),
    ...(type === "" ? {} : { type }),
    ...(state === "" ? {} : { state }),
  };
}

interface Part {
  readonly setting: ActorsSetting;
  readonly actors: Actors | undefined;
  readonly change: (changes: Partial<ActorsSetting>) => void;
}

function Bar({ setting, actors, change }: Part): JSX.Element {
  const { overview } = useContext(EngineContext);
  const { filter, type, state, isGrouped } = setting;
  return (
    <div class="bar">
      <Search
        label="Filter by type or id"
        value={filter}
        onChange={(filter) => change({ filter })}
      />
      <select
        aria-label="Type"
        data-testid="type-filter"
        value={type}
        onChange={({ currentTarget }) => change({ type: currentTarget.value })}
      >
        <option value="">All types</option>
        {listTypes(overview, type).map((one) => (
          <option key={one} value={one}>{one}</option>
        ))}
      </select>
      <select
        aria-label="State"
        data-testid="state-filter"
        value={state}
        onChange={({ currentTarget }) =>
          change({ state: currentTarget.value as ActorStateName | "" })}
      >
        <option value="">All states</option>
        {Object.keys(SHAPES).map((one) => (
          <option key={one} value={one}>{one}</option>
        ))}
      </select>
      <button
        type="button"
        class="toggle"
        aria-pressed={isGrouped}
        data-testid="group-toggle"
        onClick={() => change(toggleGroups(setting))}
      >
        Group by type
      </button>
      <span class="tally" data-testid="tally" aria-live="off">
        {actors !== undefined && <Tally actors={actors} />}
      </span>
    </div>
  );
}

function Tally({ actors }: { readonly actors: Actors }): JSX.Element {
  const { matched, total } = actors;
  return (
    <>
      <b>{formatCount(matched)}</b>
      {matched !== total && ` of ${formatCount(total)}`}
    </>
  );
}

function List({ setting, actors, change, onWindow }: Part & {
  readonly onWindow: (first: number, count: number) => void;
}): JSX.Element {
  const shared = {
    label: "Actors",
    count: actors?.matched ?? 0,
    offset: actors?.offset ?? 0,
    place: setting.place,
    sort: setting.sort,
    onSort: (key: ActorColumn, isNumber: boolean) =>
      change({ sort: nextSort(setting.sort, key, isNumber) }),
    onWindow,
    empty: actors === undefined
      ? "Asking…"
      : <NoActors total={actors.total} filter={setting.filter} />,
  };
  if (setting.isGrouped) {
    return (
      <Table
        key="groups"
        {...shared}
        columns={GROUP_COLUMNS}
        rows={actors?.groups ?? []}
        rowData={({ type }) => ({
          "data-testid": "group-row",
          "data-type": type,
        })}
        onOpen={({ type }) => change({ type, isGrouped: false })}
      />
    );
  }
  return (
    <Table
      key="actors"
      {...shared}
      columns={ACTOR_COLUMNS}
      rows={actors?.rows ?? []}
      rowData={({ actor }) => ({
        "data-testid": "actor-row",
        "data-actor": formatName(actor),
      })}
      onOpen={({ actor }) => {
        location.hash = formatRoute({ tab: "actors", actor });
      }}
    />
  );
}

function NoActors({ total, filter }: {
  readonly total: number;
  readonly filter: string;
}): JSX.Element {
  const { hello } = useContext(EngineContext);
  const isFar = hello !== undefined && hello.cluster !== null;
  const actor = hello?.hasStore || isFar ? parseName(filter) : undefined;
  return (
    <p>
      {total === 0
        ? (
          <>
            No actor is active.<br />The first message to one activates it.
          </>
        )
        : "No actor matches."}
      {actor !== undefined && (
        <>
          <br />
          <a
            class="go"
            href={formatRoute({
              tab: "actors",
              actor,
              ...hello?.hasStore === true && { part: "state" },
            })}
            data-testid={hello?.hasStore ? "look-in-store" : "look-at-nodes"}
          >
            {hello?.hasStore
              ? "Look for it in the store"
              : "Look which node has it"}
          </a>
        </>
      )}
    </p>
  );
}

// Sums have no id and no state to be sorted by.
function toggleGroups({ isGrouped, sort }: ActorsSetting) {
  const isOfOne = sort.key === "id" || sort.key === "state";
  return {
    isGrouped: !isGrouped,
    sort: isOfOne ? { key: "rate" as const, isDescending: true } : sort,
  };
}

function listTypes(
  overview: Overview | undefined,
  chosen: string,
): readonly string[] {
  const types = new Set(overview?.types.map(({ type }) => type));
  if (chosen !== "") types.add(chosen);
  return [...types].sort();
}
