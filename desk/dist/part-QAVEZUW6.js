import{a}from"./part-3KDV2EAM.js";import"./part-MPMWIOON.js";import"./part-F4CA7FT6.js";import"./part-ATVS6JQ2.js";import"./part-2GECGRCW.js";export{a as twoTexts};
