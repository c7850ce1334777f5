/** Where to go after sign-in: a path of this site, never another host. */
export function safeTarget(wanted: unknown): string {
  const text = typeof wanted === 'string' ? wanted : ''
  return /^\/(?![/\\])/.test(text) && !text.startsWith('/login') ? text : '/desk'
}
