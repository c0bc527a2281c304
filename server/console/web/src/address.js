// Addresses are relative to the page, so that the console also works where a proxy serves the hub below a path.
export const address = path => new URL(path, document.baseURI).href;
