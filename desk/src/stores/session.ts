/** Who is signed in, what they may do, and the site's formats. */
import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { setCsrfToken } from '@/api/client'
import { getBoot, getTexts, type Boot } from '@/api/session'
import { __, currentLanguage, htmlLanguage, setLanguage } from '@/locale'
import type { FormatSettings } from '@/meta/format'
import type { Surroundings } from '@/meta/new-doc'
import { now as clockNow } from '@/meta/dates'
import { applyTheme, chosenTheme, type Theme } from './theme'
import { useMetas } from './metas'
import { useTitles } from './titles'
import { lastWorkspace, useWorkspaces } from './workspaces'

export type Right =
  'read' | 'select' | 'write' | 'create' | 'delete' | 'submit' | 'cancel' | 'import' | 'export'

const LANGUAGE_COOKIE = 'preferred_language'

export const useSession = defineStore('session', () => {
  const boot = shallowRef<Boot | null>(null)
  const titles = useTitles()
  const metas = useMetas()
  const workspaces = useWorkspaces()
  /** Why the boot call failed, null when it did not. */
  const startFailure = shallowRef<Error | null>(null)

  const user = computed(() => boot.value?.user ?? { name: 'Guest', roles: ['Guest'] })
  const isGuest = computed(() => user.value.name === 'Guest')
  const fullName = computed(() => user.value.full_name || user.value.first_name || user.value.name)
  const doctypes = computed(() => [
    ...new Set([...(user.value.can_read ?? []), ...(user.value.can_select ?? [])]),
  ])
  const singles = computed(() => new Set(boot.value?.single_types ?? []))
  const timeZone = computed(
    () => boot.value?.time_zone?.system || String(defaults.value.time_zone ?? '') || undefined,
  )
  const defaults = computed(() => boot.value?.sysdefaults ?? {})
  /** The site is new, and this user may set it up. */
  const needsSetup = computed(() => Boolean(boot.value?.setup_needed))
  const applicationName = computed(() => boot.value?.app_name || 'CRM Suite')

  const formats = computed<FormatSettings>(() => ({
    language: htmlLanguage(currentLanguage()),
    numberFormat: String(defaults.value.number_format || '#,###.##'),
    currency: String(defaults.value.currency || ''),
    currencyPrecision: numberOr(defaults.value.currency_precision, 2),
    floatPrecision: numberOr(defaults.value.float_precision, 3),
    dateFormat: String(defaults.value.date_format || 'yyyy-mm-dd'),
    timeFormat: String(defaults.value.time_format || 'HH:mm:ss'),
    symbols: boot.value?.currency_symbols,
    translate: (text, context) => __(text, null, context),
    titleOf: titles.find,
  }))

  const surroundings = computed<Surroundings>(() => ({
    user: user.value.name,
    timeZone: timeZone.value,
    defaults: { ...defaults.value, ...user.value.defaults },
  }))

  /** Fetch everything the desk starts with; without a session the answer is the guest's. */
  async function load(): Promise<void> {
    const route = /^\/(?:desk|app)\/([^/]+)/.exec(location.pathname)?.[1]
    await take(await getBoot({ route, workspace: lastWorkspace() || undefined }))
    applyTheme(chosenTheme())
  }

  async function take(answer: Boot, language?: string): Promise<void> {
    const texts = answer.texts ? await getTexts(answer.texts) : {}
    boot.value = answer
    titles.setTitled(answer.link_title_doctypes ?? [])
    titles.setTranslated(answer.translated_doctypes ?? [])
    setCsrfToken(answer.csrf_token)
    workspaces.take(answer.workspaces)
    setLanguage(language || answer.lang || 'en', texts)
    metas.remember(answer.docs ?? [])
  }

  /** Show the desk of a guest in another language. */
  async function switchLanguage(code: string): Promise<void> {
    document.cookie = `${LANGUAGE_COOKIE}=${code}; path=/; max-age=31536000; samesite=lax`
    await take(await getBoot({ _lang: code }), code)
  }

  function can(right: Right, doctype: string): boolean {
    if (user.value.name === 'Administrator') return true
    const list = user.value[`can_${right}` as 'can_read']
    if (!list) return right === 'read' || right === 'select' ? doctypes.value.includes(doctype) : true
    return list.includes(doctype)
  }

  const now = (): string => clockNow(timeZone.value)
  const setTheme = (theme: Theme): void => applyTheme(theme, true)

  return {
    boot,
    user,
    isGuest,
    fullName,
    doctypes,
    singles,
    timeZone,
    defaults,
    applicationName,
    needsSetup,
    formats,
    surroundings,
    startFailure,
    load,
    switchLanguage,
    can,
    now,
    setTheme,
  }
})

function numberOr(value: unknown, otherwise: number): number {
  return value === '' || value === undefined || value === null || !Number.isFinite(Number(value))
    ? otherwise
    : Number(value)
}
