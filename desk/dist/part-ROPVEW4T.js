import{a}from"./part-AU2QPT5T.js";import"./part-AWKTQPSO.js";export{a as Combo};
