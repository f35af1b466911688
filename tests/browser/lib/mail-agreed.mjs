// What checkers of mail find and we keep, each with its reason. Whatever is not here fails `mail.test.mjs`; so does what
// stands here and is found no more.

const OUTLOOK_WINDOWS = ["outlook.windows"];

/** Features that a client lacks, by the titles of `caniemail`: in which clients, and why the mail holds without them. */
export const ENHANCEMENTS = [
  { title: "@media", clients: OUTLOOK_WINDOWS, reason: "Sizes for wide windows and the colours of the night are extras: sizes for phones and the colours of the day stand in the elements." },
  {
    title: "Chaining selectors",
    clients: [...OUTLOOK_WINDOWS, "outlook.outlook-com"],
    reason: "Nothing is chained: the checker takes the class inside a class (“.b .s”, which all know) for a chain. Those rules are the night's extras.",
  },
  { title: "word-spacing", clients: OUTLOOK_WINDOWS, reason: "MJML sets it to normal, which is what Word does anyway." },
  { title: "outline", clients: OUTLOOK_WINDOWS, reason: "MJML takes outlines off pictures; Word draws none." },
  { title: "overflow", clients: OUTLOOK_WINDOWS, reason: "One of four ways to hide the preheader; Word has mso-hide." },
  { title: "opacity", clients: OUTLOOK_WINDOWS, reason: "One of four ways to hide the preheader; Word has mso-hide." },
  { title: "white-space", clients: OUTLOOK_WINDOWS, reason: "Keeps a score on one line: a cell as wide as it is has it there already, and a broken 9/10 can be read." },
];

/** Errors of the HTML validator: a part of its words, and why. */
export const VALIDITY = [
  { words: "Attribute “xmlns:v” not allowed here", reason: "Word reads lengths and buttons of MJML's head only with it; nothing else reads it." },
  { words: "Attribute “xmlns:o” not allowed here", reason: "The same: it lets Word show pictures at their size on dense screens." },
  { words: "“mso-table-lspace”: Property", reason: "Word puts space beside tables without it." },
  { words: "“mso-table-rspace”: Property", reason: "Word puts space beside tables without it." },
  { words: "“mso-hide”: Property", reason: "The only way to hide the preheader in Word." },
];
