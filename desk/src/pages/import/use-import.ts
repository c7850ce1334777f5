/** One import as the page walks through it: what, file, columns, check, run. */
import { computed, onUnmounted, ref, watch } from 'vue'
import {
  downloadTemplate,
  importResult,
  previewImport,
  startImport,
  type ImportMode,
  type ImportPreview,
  type ImportResult,
  type ImportType,
  type Mapping,
  type Replacements,
} from '@/api/data-import'
import { uploadFile } from '@/api/documents'
import type { Meta } from '@/meta/types'
import { useMetas } from '@/stores/metas'
import { apply, keep, type KeptMapping } from './mapping'

const ASK_AGAIN_MS = 1500

export function useImport(initial: string) {
  const metas = useMetas()
  const doctype = ref(initial)
  const importType = ref<ImportType>('Insert New Records')
  const mode = ref<ImportMode>('strict')
  const submits = ref(false)
  const fileUrl = ref('')
  const fileName = ref('')
  const meta = ref<Meta | null>(null)
  const preview = ref<ImportPreview | null>(null)
  const mapping = ref<Mapping>({})
  const replaced = ref<Replacements>({})
  const makesLinks = ref(false)
  const result = ref<ImportResult | null>(null)
  const error = ref('')
  const busy = ref('')
  const share = ref(0)
  let timer: ReturnType<typeof setTimeout> | undefined

  const isUpdate = computed(() => importType.value === 'Update Existing Records')
  const isInsert = computed(() => importType.value === 'Insert New Records')
  const canSubmit = computed(() => Boolean(meta.value?.is_submittable) && !isUpdate.value)
  const request = computed(() => ({
    doctype: doctype.value,
    file_url: fileUrl.value,
    import_type: importType.value,
    mapping: mapping.value,
    value_mapping: replaced.value,
    create_links: makesLinks.value ? (1 as const) : (0 as const),
    submit_after_import: canSubmit.value && submits.value ? (1 as const) : (0 as const),
  }))
  const good = computed(() => preview.value?.good_rows ?? 0)
  const total = computed(() => preview.value?.total_rows ?? 0)
  const isGood = computed(() => total.value > 0 && good.value === total.value)
  /** What is imported or queued is not sent a second time. */
  const isRunOrDone = computed(() => Boolean(result.value?.queued || result.value?.imported))
  const canRun = computed(
    () => !busy.value && !isRunOrDone.value && (mode.value === 'partial' ? good.value > 0 : isGood.value),
  )

  async function attempt(what: string, work: () => Promise<void>): Promise<void> {
    busy.value = what
    error.value = ''
    try {
      await work()
    } catch (failure) {
      error.value = (failure as Error).message
    } finally {
      busy.value = ''
    }
  }

  async function load(): Promise<void> {
    fileUrl.value = fileName.value = error.value = ''
    preview.value = result.value = meta.value = null
    mapping.value = {}
    replaced.value = {}
    if (doctype.value) await attempt('meta', async () => void (meta.value = await metas.load(doctype.value)))
  }

  const template = (kind: 'Excel' | 'CSV'): Promise<void> =>
    attempt('template', () => downloadTemplate(doctype.value, kind, !isInsert.value))

  async function choose(file: File): Promise<void> {
    preview.value = result.value = null
    mapping.value = {}
    replaced.value = {}
    share.value = 0
    fileUrl.value = ''
    await attempt('upload', async () => {
      const stored = await uploadFile(file, {}, (part) => (share.value = part))
      fileUrl.value = stored.file_url
      fileName.value = file.name
    })
    if (fileUrl.value) await check()
  }

  const check = (): Promise<void> =>
    attempt('check', async () => {
      preview.value = await previewImport(request.value)
      result.value = null
    })

  function remap(letter: string, fieldname: string): void {
    mapping.value = { ...mapping.value, [letter]: fieldname }
    void check()
  }

  function replace(values: Replacements): void {
    replaced.value = values
    void check()
  }

  /** The mapping as it is kept for other files of this kind. */
  const kept = computed(() => keep(preview.value?.columns ?? [], replaced.value))

  function useKept(found: KeptMapping): void {
    const fit = apply(found, preview.value?.columns ?? [])
    mapping.value = { ...mapping.value, ...fit.mapping }
    replace(fit.replaced)
  }

  const run = (): Promise<void> =>
    attempt('run', async () => {
      result.value = await startImport({ ...request.value, mode: mode.value })
      if (result.value.queued) askAgain(result.value.data_import)
    })

  function askAgain(name: string): void {
    clearTimeout(timer)
    timer = setTimeout(async () => {
      const found = await importResult(name).catch(() => null)
      if (found && found.status !== 'Pending') result.value = found
      else askAgain(name)
    }, ASK_AGAIN_MS)
  }

  watch([importType, submits, makesLinks], () => void (fileUrl.value && check()))
  onUnmounted(() => clearTimeout(timer))

  // prettier-ignore
  return {
    doctype, importType, mode, submits, makesLinks, fileName, meta, preview, result, error, busy, share, replaced, kept,
    isUpdate, isInsert, canSubmit, good, total, isGood, canRun, load, template, choose, remap, replace, useKept, run,
  }
}
