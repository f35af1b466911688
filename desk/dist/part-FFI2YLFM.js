import{a,b,c}from"./part-QNOKFRTP.js";import"./part-MPMWIOON.js";import"./part-F4CA7FT6.js";import"./part-ATVS6JQ2.js";import"./part-2GECGRCW.js";export{b as choice,c as leftBehind,a as twoTexts};
