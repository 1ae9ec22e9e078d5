// A placeholder: the page's build writes this file.
export const PAGE_HTML =
  '<!doctype html><meta charset="utf-8"><title>Backstage</title>';
export const PAGE_JS = "";
export const PAGE_CSS = "";
