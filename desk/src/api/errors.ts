/** Errors of the server as values with parts. */

export interface ServerMessage {
  message: string
  title?: string
  indicator?: string
  raise_exception?: boolean | number
}

export interface ErrorParts {
  doctype?: string
  name?: string
  fieldname?: string
  /** Table field and row number when the fault lies in a child row. */
  table?: string
  row?: number
}

export class ApiError extends Error {
  constructor(
    readonly status: number,
    /** Class of the error, such as `MandatoryError`. */
    readonly type: string,
    message: string,
    readonly messages: ServerMessage[] = [],
    readonly parts: ErrorParts = {},
    /** What support needs to find the error. */
    readonly reference = '',
    readonly body: Record<string, unknown> = {},
  ) {
    super(message)
    this.name = 'ApiError'
  }

  get isOffline(): boolean {
    return this.status === 0
  }

  get isForbidden(): boolean {
    return this.status === 403
  }

  get isMissing(): boolean {
    return this.status === 404
  }

  /** What was sent is not valid: there is something to correct. */
  get isInvalid(): boolean {
    return this.status === 417 || this.status === 422
  }

  /** Somebody saved the document in between. */
  get isConflict(): boolean {
    return this.type === 'TimestampMismatchError'
  }
}

/** An error from an answer that was not a success. */
export function errorFrom(
  status: number,
  body: Record<string, unknown>,
  reference: string,
  fallback: string,
): ApiError {
  const messages = serverMessages(body)
  const faults = messages.filter((message) => message.raise_exception)
  const texts = (faults.length ? faults : messages).map((message) => plain(message.message))
  const type = String(body.exc_type ?? '')
  const text = texts.join('\n') || plain(String(body._error_message ?? '')) || messageOf(body) || fallback
  return new ApiError(status, type, text, messages, partsOf(body, messages), reference, body)
}

function messageOf(body: Record<string, unknown>): string {
  if (typeof body.message === 'string') return plain(body.message)
  const exception = String(body.exception ?? '')
  return plain(exception.replace(/^[\w.]+:\s*/, ''))
}

/** Messages that travel beside a result. */
export function serverMessages(body: Record<string, unknown>): ServerMessage[] {
  const raw = body._server_messages
  if (typeof raw !== 'string') return []
  try {
    return (JSON.parse(raw) as string[]).map((text) => JSON.parse(text) as ServerMessage)
  } catch {
    return []
  }
}

function partsOf(body: Record<string, unknown>, messages: ServerMessage[]): ErrorParts {
  const told = (body.error_parts ??
    body.parts ??
    messages.find((message) => 'fieldname' in message) ??
    body) as ErrorParts
  const { doctype, name, fieldname, table, row } = told
  return { doctype, name, fieldname, table, row }
}

/** Messages may hold simple markup; the desk shows their text. */
function plain(html: string): string {
  return html
    .replace(/<br\s*\/?>|<\/(p|li|div)>/gi, '\n')
    .replace(/<[^>]*>/g, '')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#0?39;/g, "'")
    .replace(/&amp;/g, '&')
    .trim()
}
