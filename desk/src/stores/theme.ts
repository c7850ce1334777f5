/** Theme and density of this browser. */

export type Theme = 'system' | 'light' | 'dark'
export type Density = 'compact' | 'normal' | 'roomy'

const THEME_KEY = 'desk-theme'
const DENSITY_KEY = 'desk-density'

export function chosenTheme(): Theme {
  return (localStorage.getItem(THEME_KEY) as Theme | null) ?? 'system'
}

export function applyTheme(theme: Theme, keep = false): void {
  document.documentElement.dataset.theme = theme
  if (keep) localStorage.setItem(THEME_KEY, theme)
}

export function chosenDensity(): Density {
  return (localStorage.getItem(DENSITY_KEY) as Density | null) ?? 'normal'
}

export function applyDensity(density: Density, keep = false): void {
  document.documentElement.dataset.density = density
  if (keep) localStorage.setItem(DENSITY_KEY, density)
}
