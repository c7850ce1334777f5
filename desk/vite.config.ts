import { fileURLToPath } from 'node:url'
import tailwindcss from '@tailwindcss/vite'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'
import { compress } from './plugins/compress.ts'
import { preloadFirstViews } from './plugins/preload.ts'
import { checkSizes } from './plugins/sizes.ts'

const source = fileURLToPath(new URL('./src', import.meta.url))
const target = fileURLToPath(new URL('../apps/frappe/frappe/public/desk', import.meta.url))
const server = process.env.DESK_SERVER ?? 'http://127.0.0.1:8000'

/** Few requests until the first list: libraries, the shell with all that views share, then one chunk a view. */
const LATER = [
  'api/(data-import|documents|me|permissions)',
  'meta/(connections|date-text|depends-on|differences|expression|layout|links|sanitize|steps)',
  'composables/(date-fault|drafts|form-errors|use-document|use-field-access|use-leave-guard|use-width)',
  'components/(Banner|ConfirmDialog|DropZone|SafeHtml|UiTabs)',
].join('|')
const SHELL =
  'main|App|router|api|locale|meta|stores|composables|components|pages/EntryPage|pages/shell/(Shell|Sidebar|UserMenu|PhoneBar)'
const CHUNKS = [
  { name: 'library', test: /node_modules/, minShareCount: 2, priority: 2 },
  { name: 'desk', test: new RegExp(`src/(?!${LATER})(${SHELL})`), priority: 1 },
]

export default defineConfig({
  base: '/assets/frappe/desk/',
  resolve: { alias: { '@': source } },
  plugins: [vue(), tailwindcss(), preloadFirstViews(['views/list/ListView.vue']), compress(), checkSizes()],
  build: {
    outDir: target,
    emptyOutDir: true,
    manifest: 'manifest.json',
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: { output: { codeSplitting: { groups: CHUNKS } } },
  },
  server: { proxy: { '/api': server, '/files': server, '/private': server } },
  test: { include: ['src/**/*.test.ts', 'tests/**/*.test.ts'], environment: 'node' },
} as Parameters<typeof defineConfig>[0])
