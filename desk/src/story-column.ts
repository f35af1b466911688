// What stands around the words of a story: asked for once they can be written in.
import "./bar/bar.ts";
import "./facts/column.ts";
import "./facts/compare.ts";
