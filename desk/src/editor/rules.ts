// What is typed and becomes something else: Markdown's shortcuts, and the marks of the language.
import { InputRule, inputRules, textblockTypeInputRule, wrappingInputRule } from "prosemirror-inputrules";
import type { Attrs, MarkType } from "prosemirror-model";
import { TextSelection, type Plugin } from "prosemirror-state";
import { type } from "./commands.ts";
import { addressOf } from "./href.ts";
import { schema } from "./schema.ts";
import { typographyRules } from "./typography.ts";

/** `**words**` and the like: the signs go, the words take the mark. Group 1 is what stands before, group 2 the words. */
function marked(pattern: RegExp, mark: MarkType | undefined): InputRule {
  return new InputRule(pattern, (state, match, start, end) => {
    const [whole, before = "", words = ""] = match;
    if (!mark || words.trim() === "" || !state.doc.resolve(start).parent.type.allowsMarkType(mark)) return null;
    const signs = (whole.length - before.length - words.length) / 2;
    const from = start + before.length;
    const to = from + signs + words.length;
    const { tr } = state;
    tr.delete(to, end).delete(from, from + signs);
    tr.addMark(from, from + words.length, mark.create());
    return tr.removeStoredMark(mark);
  });
}

/** `[words](address)`. */
const linked = new InputRule(/\[([^\]]+)\]\(([^()\s]+)\)$/, (state, match, start, end) => {
  const [, words = "", typed = ""] = match;
  const href = addressOf(typed);
  const mark = schema.marks.link;
  if (href === null || !mark) return null;
  const { tr } = state;
  tr.delete(start + 1 + words.length, end).delete(start, start + 1);
  return tr.addMark(start, start + words.length, mark.create({ href, sponsored: false })).removeStoredMark(mark);
});

const divider = new InputRule(/^(---|–-|—)$/, (state, _match, start) => {
  const $start = state.doc.resolve(start);
  if ($start.depth !== 1 || $start.parent.type.name !== "paragraph") return null;
  const tr = state.tr.replaceWith($start.before(), $start.after(), [type("divider").create(), type("paragraph").create()]);
  return tr.setSelection(TextSelection.create(tr.doc, $start.before() + 2));
});

const ordered = (match: RegExpMatchArray): Attrs => ({ ordered: true, start: Number(match[1]) });

/** All rules of a paper's language. */
export function rules(language: string): Plugin {
  return inputRules({
    rules: [
      textblockTypeInputRule(/^(#{2,3})\s$/, type("heading"), (match) => ({ level: match[1]?.length === 3 ? 3 : 2 })),
      wrappingInputRule(/^\s*>\s$/, type("quotation"), { speaker: null, role: null }, () => false),
      wrappingInputRule(/^\s*[-*–]\s$/, type("list"), { ordered: false, start: 1 }),
      wrappingInputRule(/^(\d{1,4})\.\s$/, type("list"), ordered, (match, node) => node.attrs.ordered === true && node.childCount + Number(node.attrs.start) === Number(match[1])),
      divider,
      linked,
      marked(/(^|[^*])\*\*([^*\s](?:[^*]*[^*\s])?)\*\*$/, schema.marks.strong),
      marked(/(^|[^*\p{L}\d])\*([^*\s](?:[^*]*[^*\s])?)\*$/u, schema.marks.em),
      marked(/(^|[^~])~~([^~\s](?:[^~]*[^~\s])?)~~$/, schema.marks.strike),
      ...typographyRules(language),
    ],
  });
}
