// Runs on the page of a story: the words in the middle, the facts beside them.
export {};
