import { quote } from "../text.ts";
import type { TextForm } from "../../model/text_form.ts";

/** Writes the form of a text; `forms` is the name of the module of forms. */
export function emitTextForm(form: TextForm, forms: string): string {
  const emit = (part: TextForm) => emitTextForm(part, forms);
  switch (form.kind) {
    case "template": {
      const texts = `[${form.texts.map(quote).join(", ")}]`;
      return `${forms}.template(${
        [texts, ...form.parts.map(emit)].join(", ")
      })`;
    }
    case "mapped": {
      const given = [emit(form.form), ...form.mappings.map(quote)];
      return `${forms}.mapped(${given.join(", ")})`;
    }
    case "every":
      return `${forms}.every(${form.forms.map(emit).join(", ")})`;
    default:
      return `${forms}.${form.kind}`;
  }
}
