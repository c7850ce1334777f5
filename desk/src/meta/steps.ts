/** The main line of a workflow as steps. */
import type { Workflow } from './types'

export interface Step {
  state: string
  place: 'done' | 'current' | 'ahead'
}

/**
 * Follow the first forward transition from the first state; a current state off that line is put in after
 * the step it can be reached from. With the states that a document has been in, only those count as done.
 */
export function stepsOf(workflow: Workflow, current: string, visited: readonly string[] = []): Step[] {
  if (visited.length) return walked(workflow, current, visited)
  const line = mainLine(workflow)
  if (!line.includes(current))
    line.splice(
      1 +
        Math.max(
          0,
          line.findIndex((state) => leadsTo(workflow, state, current)),
        ),
      line.length,
      current,
    )
  const at = line.indexOf(current)
  return line.map((state, index) => ({
    state,
    place: index < at ? 'done' : index === at ? 'current' : 'ahead',
  }))
}

/** The states a document has been in, each once, then the current one and what lies ahead of it. */
function walked(workflow: Workflow, current: string, visited: readonly string[]): Step[] {
  const line = mainLine(workflow)
  const before = [...new Set([workflow.states[0]!.state, ...visited])].filter((state) => state !== current)
  const ahead = line.includes(current) ? line.slice(line.indexOf(current) + 1) : []
  return [
    ...before.map((state) => ({ state, place: 'done' as const })),
    { state: current, place: 'current' as const },
    ...ahead.filter((state) => !before.includes(state)).map((state) => ({ state, place: 'ahead' as const })),
  ]
}

/** The states that the history of a document tells of, oldest first. */
export function visitedStates(logs: ReadonlyArray<{ subject?: string; creation: string }>): string[] {
  return [...logs]
    .sort((a, b) => (a.creation < b.creation ? -1 : 1))
    .flatMap((row) => {
      const entry = parsed(row.subject)
      return [entry.from, entry.to].filter((state): state is string => typeof state === 'string' && !!state)
    })
}

function parsed(text: string | undefined): { from?: unknown; to?: unknown } {
  try {
    return (JSON.parse(text || '{}') as { from?: unknown; to?: unknown } | null) ?? {}
  } catch {
    return {}
  }
}

function mainLine(workflow: Workflow): string[] {
  const order = workflow.states.map((row) => row.state)
  const line: string[] = []
  let state: string | undefined = order[0]
  while (state && !line.includes(state)) {
    line.push(state)
    const here: number = order.indexOf(state)
    state = workflow.transitions.find(
      (row) =>
        row.state === line.at(-1) && order.indexOf(row.next_state) > here && !line.includes(row.next_state),
    )?.next_state
  }
  return line
}

const leadsTo = (workflow: Workflow, from: string, to: string): boolean =>
  workflow.transitions.some((row) => row.state === from && row.next_state === to)
