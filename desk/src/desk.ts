// Runs on every page of the desk.
export {};
