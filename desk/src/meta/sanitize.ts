/** HTML of a text field to safe nodes: only known elements, no attributes but addresses of links and images. */

const ALLOWED = new Set(
  'A,B,BLOCKQUOTE,BR,CODE,DIV,EM,H1,H2,H3,H4,H5,H6,HR,I,IMG,LI,OL,P,PRE,S,SPAN,STRONG,SUB,SUP,TABLE,TBODY,TD,TH,THEAD,TR,U,UL'.split(
    ',',
  ),
)
const DROPPED = new Set(
  'SCRIPT,STYLE,IFRAME,OBJECT,EMBED,TEMPLATE,NOSCRIPT,LINK,META,BASE,SVG,MATH'.split(','),
)
const ADDRESS = /^(https?:|mailto:|tel:|\/(?!\/)|#)/i
const IMAGE = /^(https?:|\/(?!\/)|data:image\/(png|jpeg|gif|webp);base64,)/i

/** Build a fragment; nothing of `html` runs or loads before it has been checked. */
export function safeFragment(html: string): DocumentFragment {
  const parsed = new DOMParser().parseFromString(html, 'text/html')
  const fragment = document.createDocumentFragment()
  for (const child of parsed.body.childNodes) append(fragment, child)
  return fragment
}

function append(parent: Node, node: Node): void {
  if (node.nodeType === Node.TEXT_NODE) {
    parent.appendChild(document.createTextNode(node.textContent ?? ''))
    return
  }
  if (!(node instanceof Element) || DROPPED.has(node.tagName.toUpperCase())) return
  const target = ALLOWED.has(node.tagName) ? copyElement(node) : parent
  if (target !== parent) parent.appendChild(target)
  for (const child of node.childNodes) append(target, child)
}

function copyElement(source: Element): Element {
  const copy = document.createElement(source.tagName)
  if (copy instanceof HTMLAnchorElement) {
    const href = source.getAttribute('href') ?? ''
    if (ADDRESS.test(href)) copy.href = href
    copy.rel = 'noopener noreferrer'
    copy.target = '_blank'
  }
  if (copy instanceof HTMLImageElement) {
    const address = source.getAttribute('src') ?? ''
    if (IMAGE.test(address)) copy.src = address
    copy.alt = source.getAttribute('alt') ?? ''
  }
  for (const name of ['colspan', 'rowspan']) {
    const span = source.getAttribute(name)
    if (span && /^\d{1,3}$/.test(span)) copy.setAttribute(name, span)
  }
  return copy
}
