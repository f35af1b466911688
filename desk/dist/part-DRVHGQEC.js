import{a,b,c}from"./part-HLQ5HA3P.js";import"./part-MPMWIOON.js";import"./part-F4CA7FT6.js";import"./part-ATVS6JQ2.js";import"./part-6CXLT7TP.js";export{b as choice,c as leftBehind,a as twoTexts};
