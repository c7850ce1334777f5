/** Calls of the server's methods. The only place that fetches. */
import { __ } from '@/locale'
import { ApiError, errorFrom, serverMessages, type ServerMessage } from './errors'

export type Arguments = Record<string, unknown>

export interface Answer<T = unknown> {
  message: T
  docs?: unknown[]
  [key: string]: unknown
}

interface Listeners {
  /** The session has ended. */
  signedOut?: () => void
  /** Texts the server wants shown beside a success. */
  messages?: (messages: ServerMessage[]) => void
}

const listeners: Listeners = {}
let csrfToken = ''

export function listen(to: Listeners): void {
  Object.assign(listeners, to)
}

export function setCsrfToken(token: string | undefined): void {
  csrfToken = token ?? ''
}

const MAX_ADDRESS = 1800

/** Read: a GET, unless the arguments are too long for an address. */
export async function read<T = unknown>(
  method: string,
  args: Arguments = {},
  signal?: AbortSignal,
): Promise<T> {
  return (await readAnswer<T>(method, args, signal)).message
}

export async function readAnswer<T = unknown>(
  method: string,
  args: Arguments = {},
  signal?: AbortSignal,
): Promise<Answer<T>> {
  const address = `/api/method/${method}`
  const query = new URLSearchParams(formOf(args)).toString()
  if (query.length > MAX_ADDRESS) return post<T>(method, args, signal)
  return send<T>(query ? `${address}?${query}` : address, { method: 'GET', signal })
}

/** Change something: a POST whose result is the method's `message`. */
export async function call<T = unknown>(method: string, args: Arguments = {}): Promise<T> {
  return (await post<T>(method, args)).message
}

/** Like `call`, with the whole answer: `docs`, `docinfo` and the like. */
export async function post<T = unknown>(
  method: string,
  args: Arguments = {},
  signal?: AbortSignal,
): Promise<Answer<T>> {
  const headers = { 'Content-Type': 'application/json' }
  return send<T>(`/api/method/${method}`, { method: 'POST', headers, body: JSON.stringify(args), signal })
}

/** Send a file; `progress` gets the share that has gone out. */
export function upload<T = unknown>(form: FormData, progress?: (share: number) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', '/api/method/upload_file')
    for (const [name, value] of Object.entries(commonHeaders())) request.setRequestHeader(name, value)
    request.upload.onprogress = (event) => progress?.(event.total ? event.loaded / event.total : 0)
    request.onerror = () => reject(offline())
    request.onload = () => {
      const body = parseBody(request.responseText)
      if (request.status < 300) resolve((body as unknown as Answer<T>).message)
      else reject(failed(request.status, body, request.getResponseHeader('X-Frappe-Request-Id')))
    }
    request.send(form)
  })
}

/** A file made by the server, as the browser's own download. */
export async function download(method: string, args: Arguments, fallbackName: string): Promise<void> {
  const headers = { ...commonHeaders(), 'Content-Type': 'application/json' }
  const request = { method: 'POST', headers, body: JSON.stringify(args), credentials: 'same-origin' } as const
  const response = await fetch(`/api/method/${method}`, request).catch(() => Promise.reject(offline()))
  if (!response.ok)
    throw failed(
      response.status,
      parseBody(await response.text()),
      response.headers.get('X-Frappe-Request-Id'),
    )
  saveBlob(await response.blob(), nameFrom(response.headers.get('Content-Disposition')) || fallbackName)
}

function saveBlob(blob: Blob, name: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}

function nameFrom(disposition: string | null): string {
  const encoded = /filename\*=(?:UTF-8|utf-8)''([^;]+)/.exec(disposition ?? '')?.[1]
  if (encoded) return decodeURIComponent(encoded)
  return /filename="?([^";]+)"?/.exec(disposition ?? '')?.[1] ?? ''
}

async function send<T>(address: string, request: RequestInit): Promise<Answer<T>> {
  const headers = { ...commonHeaders(), ...(request.headers as Record<string, string>) }
  const response = await fetch(address, { ...request, headers, credentials: 'same-origin' }).catch(
    (error: Error) => {
      throw error.name === 'AbortError' ? error : offline()
    },
  )
  const body = parseBody(await response.text())
  if (!response.ok) throw failed(response.status, body, response.headers.get('X-Frappe-Request-Id'))
  const messages = serverMessages(body)
  if (messages.length) listeners.messages?.(messages)
  return body as Answer<T>
}

function commonHeaders(): Record<string, string> {
  const headers: Record<string, string> = { Accept: 'application/json', 'X-Requested-With': 'XMLHttpRequest' }
  if (csrfToken) headers['X-Frappe-CSRF-Token'] = csrfToken
  return headers
}

function failed(status: number, body: Record<string, unknown>, reference: string | null): ApiError {
  if (status === 401 || body.session_expired) listeners.signedOut?.()
  return errorFrom(status, body, reference ?? '', fallbackText(status))
}

function fallbackText(status: number): string {
  if (status === 403) return __('You have no permission for this.')
  if (status === 404) return __('Not found.')
  if (status === 413) return __('The file is too large.')
  if (status === 429) return __('Too many requests. Wait a moment and try again.')
  if (status === 503) return __('The server is busy or being maintained. Try again in a minute.')
  return __('The server could not answer (error {0}).', [status])
}

const offline = (): ApiError =>
  new ApiError(0, 'Offline', __('The server cannot be reached. Check your connection and try again.'))

function parseBody(text: string): Record<string, unknown> {
  try {
    const body: unknown = JSON.parse(text)
    return body && typeof body === 'object' ? (body as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

function formOf(args: Arguments): Record<string, string> {
  const given = Object.entries(args).filter(([, value]) => value !== undefined && value !== null)
  return Object.fromEntries(
    given.map(([key, value]) => [key, typeof value === 'object' ? JSON.stringify(value) : String(value)]),
  )
}
