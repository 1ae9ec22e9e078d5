import { assertEquals } from "@std/assert";
import {
  extractBlocks,
  groupProjects,
} from "../../../offline/readme/blocks.ts";

const ROOT = new URL("../../../", import.meta.url);
const PAGE = "docs/http.md";
const EXAMPLE = new URL("examples/http_service/", ROOT);

function readExample(name: string): string {
  const code = Deno.readTextFileSync(new URL(name, EXAMPLE)).trimEnd();
  // All examples share one folder of proxies; a reader has one beside the code.
  return `// ${name}\n${code.replaceAll("../generated/", "./generated/")}`;
}

Deno.test("docs/http.md quotes the whole example as it is", () => {
  const markdown = Deno.readTextFileSync(new URL(PAGE, ROOT));
  const [project, ...others] = groupProjects(extractBlocks(PAGE, markdown));
  assertEquals(others, []);
  const names = Array.from(Deno.readDirSync(EXAMPLE), ({ name }) => name);
  const quoted = Object.fromEntries(project?.files ?? []);
  assertEquals(Object.keys(quoted).toSorted(), names.toSorted());
  for (const name of names) assertEquals(quoted[name], readExample(name));
});
