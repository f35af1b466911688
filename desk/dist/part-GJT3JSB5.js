function l(e){window.requestIdleCallback?window.requestIdleCallback(e):setTimeout(e,200)}export{l as a};
