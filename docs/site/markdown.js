// What the generator takes for more than text in the Markdown of pages.

const ANCHOR = /^<a id="([\w-]+)"><\/a>/;

/** A plugin of markdown-it: of tags only the anchors that TypeDoc puts into tables, and nothing to be evaluated. @param {any} markdown */
export function plainly(markdown) {
  const { rules } = markdown.renderer;
  markdown.inline.ruler.before('autolink', 'anchor', (/** @type {any} */ state) => {
    const found = ANCHOR.exec(state.src.slice(state.pos));
    if (!found) return false;
    state.push('anchor', 'a', 0).meta = found[1];
    state.pos += found[0].length;
    return true;
  });
  rules.anchor = (/** @type {any[]} */ tokens, /** @type {number} */ index) =>
    `<a id="${tokens[index].meta}"></a>`;
  // two braces begin an expression of Vue, in which the generator writes its pages, and one of GitHub's workflows
  for (const kind of ['text', 'code_inline']) {
    const written = rules[kind];
    rules[kind] = (/** @type {any[]} */ ...given) =>
      written(...given).replaceAll('{{', '&#123;&#123;');
  }
}
