// Monaco asks for its workers by label. They are files of our own origin, so that the policy needs no blob: source.
// build.mjs puts their hashed names in WORKERS.
globalThis.MonacoEnvironment = {
  getWorker(_id, label) {
    return new Worker(new URL(`./${WORKERS[label] ?? WORKERS.editor}`, import.meta.url));
  },
};
