import { fileURLToPath } from 'node:url'
import tailwindcss from '@tailwindcss/vite'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'
import { compress } from './plugins/compress'
import { preloadFirstViews } from './plugins/preload'

const source = fileURLToPath(new URL('./src', import.meta.url))
const target = fileURLToPath(new URL('../apps/frappe/frappe/public/desk', import.meta.url))
const server = process.env.DESK_SERVER ?? 'http://127.0.0.1:8000'

export default defineConfig({
  base: '/assets/frappe/desk/',
  resolve: { alias: { '@': source } },
  plugins: [vue(), tailwindcss(), preloadFirstViews(['views/list/ListView.vue']), compress()],
  build: {
    outDir: target,
    emptyOutDir: true,
    manifest: 'manifest.json',
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  server: { proxy: { '/api': server, '/files': server, '/private': server } },
  test: { include: ['src/**/*.test.ts', 'tests/**/*.test.ts'], environment: 'node' },
} as Parameters<typeof defineConfig>[0])
