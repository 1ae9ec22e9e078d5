// A large struct arrives as a value: each side has a copy of its own.
import { Engine } from "@backstage/actors";
import { ArchiveProxy } from "./generated/archive_proxy.gen.ts";

export interface Position {
  lat: number;
  lon: number;
}

export interface Reading {
  at: Date;
  celsius: number | null;
  flags: readonly string[];
}

export interface Station {
  name: string;
  position: Position;
  readings: Reading[];
}

export interface Survey {
  id: bigint;
  author: { name: string; email?: string };
  stations: Map<string, Station>;
  tags: Set<string>;
  raw: Uint8Array;
  previous: Survey | null;
}

// @generate-proxy
export class Archive {
  #survey: Survey | null = null;

  store(survey: Survey): void {
    this.#survey = survey;
  }

  load(): Survey | null {
    return this.#survey;
  }
}

export function makeSurvey(stations: number): Survey {
  const makeStation = (n: number): [string, Station] => [`s${n}`, {
    name: `Station ${n}`,
    position: { lat: 50 + n / 100, lon: 8 - n / 100 },
    readings: [
      { at: new Date(n * 3_600_000), celsius: n / 10, flags: ["raw", "ok"] },
      { at: new Date(n * 7_200_000), celsius: null, flags: [] },
    ],
  }];
  return {
    id: 2n ** 60n + BigInt(stations),
    author: { name: "Ann" },
    stations: new Map(
      Array.from({ length: stations }, (_, n) => makeStation(n)),
    ),
    tags: new Set(["alps", "winter"]),
    raw: Uint8Array.from({ length: 4_096 }, (_, n) => n % 251),
    previous: stations > 1 ? makeSurvey(1) : null,
  };
}

if (import.meta.main) {
  await using engine = new Engine();
  const archive = engine.getActor(ArchiveProxy, "2026");
  const print = (whose: string, survey: Survey | null) =>
    console.log(whose, survey?.author.name, survey?.stations.size);

  const survey = makeSurvey(1_000);
  archive.store(survey);
  // The archive has had a survey of its own since the call.
  survey.author.name = "Eve";
  survey.stations.clear();
  print("ours", survey);

  const loaded = await archive.load();
  print("the archive's", loaded);
  // What it returned is ours alone, too.
  loaded?.stations.clear();
  print("our copy", loaded);
  print("the archive's", await archive.load());
}
