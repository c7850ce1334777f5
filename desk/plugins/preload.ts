import type { HtmlTagDescriptor, Plugin } from 'vite'

/** Name the chunks of the first views in `index.html`, so that they load beside the shell and not after it. */
export function preloadFirstViews(views: string[]): Plugin {
  let base = '/'
  return {
    name: 'desk-preload',
    apply: 'build',
    configResolved(config) {
      base = config.base
    },
    transformIndexHtml: {
      order: 'post',
      handler(_html, context) {
        const tags: HtmlTagDescriptor[] = []
        for (const chunk of Object.values(context.bundle ?? {})) {
          if (chunk.type !== 'chunk' || !chunk.facadeModuleId) continue
          if (!views.some((view) => chunk.facadeModuleId?.endsWith(view))) continue
          const attrs = { rel: 'modulepreload', crossorigin: true, href: base + chunk.fileName }
          tags.push({ tag: 'link', attrs, injectTo: 'head' })
        }
        return tags
      },
    },
  }
}
