import{a}from"./part-ST3JGUUP.js";import"./part-TSAQ34MZ.js";export{a as Combo};
