import { assertEquals, assertNotStrictEquals } from "@std/assert";
import { ArchiveProxy } from "../../examples/generated/archive_proxy.gen.ts";
import { makeSurvey } from "../../examples/large_struct.ts";
import { testOnBothWires, testOutput } from "./example.ts";

testOutput("large_struct", [
  "ours Eve 0",
  "the archive's Ann 1000",
  "our copy Ann 0",
  "the archive's Ann 1000",
]);

testOnBothWires(
  "Archive.load() returns the whole struct when it was stored before",
  async ({ engine }) => {
    const archive = engine.getActor(ArchiveProxy, "2026");
    assertEquals(await archive.load(), null);
    await archive.store(makeSurvey(300));
    assertEquals(await archive.load(), makeSurvey(300));
  },
);

testOnBothWires(
  "Archive.store() keeps the struct of the call when it changed since",
  async ({ engine }) => {
    const archive = engine.getActor(ArchiveProxy, "2026");
    const survey = makeSurvey(10);
    const stored = archive.store(survey);
    const reading = survey.stations.get("s7")?.readings[0];
    if (reading !== undefined) {
      reading.celsius = -99;
      reading.at.setTime(0);
    }
    survey.raw.fill(0);
    survey.tags.add("late");
    survey.previous = null;
    await stored;
    assertEquals(await archive.load(), makeSurvey(10));
  },
);

testOnBothWires(
  "Archive.load() returns a struct of the caller's own when called twice",
  async ({ engine }) => {
    const archive = engine.getActor(ArchiveProxy, "2026");
    archive.store(makeSurvey(10));
    const first = await archive.load();
    assertNotStrictEquals(first, await archive.load());
    first?.stations.clear();
    first?.raw.fill(0);
    assertEquals(await archive.load(), makeSurvey(10));
  },
);
