// Which addresses may stand in a link. The same rule as `is_safe_href` of crates/domain/src/body/json.rs.

/** Whether an address may stand in a link: http, https, mailto, or a path of the paper itself. */
export function isSafeHref(href: string): boolean {
  const known = /^(https?:\/\/|mailto:)./i.test(href);
  const ownPath = href.startsWith("/") && !href.startsWith("//") && !href.includes("\\");
  return (known || ownPath) && !/[\s\u0000-\u001f\u007f-\u009f]/u.test(href);
}

/** What somebody typed as an address, made whole: `example.org/a` and `jo@example.org` get their scheme. `null` when it is none. */
export function addressOf(typed: string): string | null {
  const text = typed.trim();
  if (isSafeHref(text)) return text;
  if (/^[^\s@/]+@[^\s@/]+\.[a-z]{2,}$/i.test(text)) return `mailto:${text}`;
  if (/^[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z]{2,}(:\d+)?([/?#]\S*)?$/i.test(text)) return `https://${text}`;
  return null;
}
