import type { JSX } from "preact";
import type { Route } from "./model/route.ts";
import type { Session } from "./session.ts";
import { formatName } from "../wire/trace.ts";
import { ActorView } from "./views/actor/actor.tsx";
import { ActorsView } from "./views/actors.tsx";
import { ClusterView } from "./views/cluster/cluster.tsx";
import { DeadLettersView } from "./views/dead_letters.tsx";
import { EventsView } from "./views/events.tsx";
import { GraphView } from "./views/graph/graph.tsx";
import { OverviewView } from "./views/overview/overview.tsx";
import { StreamsView } from "./views/streams.tsx";
import { TimelineView } from "./views/timeline/timeline.tsx";

/** The view of a route. */
export function View({ route, session }: {
  readonly route: Route;
  readonly session: Session;
}): JSX.Element {
  if (route.actor !== undefined) {
    return (
      <ActorView
        key={formatName(route.actor)}
        actor={route.actor}
        part={route.part}
      />
    );
  }
  switch (route.tab) {
    case "overview":
      return <OverviewView />;
    case "actors":
      return <ActorsView setting={session.actors} route={route} />;
    case "streams":
      return <StreamsView setting={session.streams} />;
    case "dead-letters":
      return (
        <DeadLettersView
          key={route.filter}
          session={session}
          route={route}
        />
      );
    case "events":
      return (
        <EventsView
          key={route.filter}
          session={session}
          route={route}
        />
      );
    case "graph":
      return <GraphView session={session} route={route} />;
    case "cluster":
      return <ClusterView watch={session.cluster} route={route} />;
    case "timeline":
      return <TimelineView recording={session.recording} />;
  }
}
