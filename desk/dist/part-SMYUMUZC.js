import{a}from"./part-G2BYD2UK.js";import"./part-N2I4AARL.js";export{a as Combo};
