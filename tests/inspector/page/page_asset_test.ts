import { assertEquals, assertStringIncludes } from "@std/assert";
import {
  PAGE_CSS,
  PAGE_HTML,
  PAGE_JS,
} from "../../../src/inspector/server/page_asset.gen.ts";

Deno.test("PAGE_HTML has nothing that a strict policy forbids", () => {
  assertEquals(/<style|\sstyle=|\son\w+=|javascript:/i.test(PAGE_HTML), false);
  const scripts = PAGE_HTML.match(/<script[^>]*>[^<]*/g);
  assertEquals(scripts, ['<script type="module" src="/page.js">']);
});

Deno.test("PAGE_HTML and PAGE_CSS load from nowhere else", () => {
  const links = [...PAGE_HTML.matchAll(/(?:src|href)="([^"]*)"/g)]
    .map(([, link = ""]) => link.slice(0, 11));
  assertEquals(links, ["data:image/", "/page.css", "/page.js"]);
  assertEquals(/@import|https?:|url\(/.test(PAGE_CSS), false);
});

Deno.test("PAGE_JS makes no code and no markup of texts", () => {
  // Preact has a path for it, which this page never takes.
  assertEquals(/\beval\(|new Function|insertAdjacentHTML/.test(PAGE_JS), false);
  assertEquals(/document\.write|createContextualFragment/.test(PAGE_JS), false);
});

Deno.test("PAGE_JS carries the notices of what it contains", () => {
  assertStringIncludes(PAGE_JS, "Jason Miller");
  assertStringIncludes(PAGE_JS, "Leon Sorokin");
  assertStringIncludes(PAGE_JS, "Permission is hereby granted");
});
