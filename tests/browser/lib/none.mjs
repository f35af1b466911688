/** Fails with the list of what is wrong, each once on a line of its own, when there is anything in it. */
export function none(wrong, most = 40) {
  if (wrong.length === 0) return;
  const more = wrong.length > most ? [`and ${wrong.length - most} more`] : [];
  const error = new Error(`${wrong.length} wrong:\n  ${[...wrong.slice(0, most), ...more].join("\n  ")}`);
  // Where in the test it was found says nothing; the list does.
  error.stack = error.message;
  throw error;
}
