// A document in one line a block, so that what is expected can be read: `paragraph(It was [strong:good].)`.

const words = (nodes = []) => nodes.map((node) => {
  if (node.type === "hard_break") return "/";
  return (node.marks ?? []).reduceRight((text, mark) => `[${mark.type}${mark.type === "link" ? ` ${mark.attrs.href}` : mark.type === "artist" ? ` ${mark.attrs.strength}` : ""}:${text}]`, node.text);
}).join("");

const paragraphs = (nodes = []) => nodes.map((node) => words(node.content)).join(" ¶ ");

function block(node) {
  const { type, attrs = {}, content } = node;
  switch (type) {
    case "heading": return `heading${attrs.level}(${words(content)})`;
    case "list": return `list${attrs.ordered ? attrs.start : ""}(${content.map((item) => `item(${paragraphs(item.content)})`).join(" ")})`;
    case "quotation": return `quotation${attrs.speaker ? ` ${attrs.speaker}` : ""}(${paragraphs(content)})`;
    case "turn": return `${attrs.kind}${attrs.speaker ? ` ${attrs.speaker}` : ""}(${paragraphs(content)})`;
    case "table": return `table(${content.map((row) => `row(${row.content.map((cell) => words(cell.content)).join(" | ")})`).join(" ")})`;
    case "clip": return `clip ${attrs.provider} ${attrs.id} ${attrs.start}`;
    case "tour_dates": return `tour_dates(${attrs.dates.map((date) => [date.date, date.city, date.venue, date.status, date.note].filter(Boolean).join(" ")).join(" | ")})`;
    case "picture": return `picture ${attrs.width}x${attrs.height}${attrs.alt ? ` ${attrs.alt}` : ""}`;
    case "pull_quote": case "paragraph": case "verse": return `${type}(${words(content)})`;
    default: return content ? `${type}(${paragraphs(content)})` : type;
  }
}

/** The lines of a body. */
export function notation(body) {
  return body.content.map(block);
}
