// The one tag that is taken in the Markdown of pages: the anchors that TypeDoc puts into tables.

const ANCHOR = /^<a id="([\w-]+)"><\/a>/;

/** A plugin of markdown-it. @param {any} markdown */
export function anchors(markdown) {
  markdown.inline.ruler.before('autolink', 'anchor', (/** @type {any} */ state) => {
    const found = ANCHOR.exec(state.src.slice(state.pos));
    if (!found) return false;
    state.push('anchor', 'a', 0).meta = found[1];
    state.pos += found[0].length;
    return true;
  });
  markdown.renderer.rules.anchor = (/** @type {any[]} */ tokens, /** @type {number} */ index) =>
    `<a id="${tokens[index].meta}"></a>`;
}
