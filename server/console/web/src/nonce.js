// The page's policy lets in only those <style> elements that carry the nonce of this very answer. Monaco and two
// libraries of GraphiQL make such elements themselves and offer no common way to pass a nonce, so they get it where
// all of them are made. This module has to run before any of those libraries: it is the first import of the app.
const { nonce } = document.querySelector('meta[property="csp-nonce"]');
const createElement = Document.prototype.createElement;

Document.prototype.createElement = function (name, options) {
  const element = createElement.call(this, name, options);
  if (element.localName === 'style') {
    element.nonce = nonce;
  }
  return element;
};
