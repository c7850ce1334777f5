/** The main line of a workflow as steps. */
import type { Workflow } from './types'

export interface Step {
  state: string
  place: 'done' | 'current' | 'ahead'
}

/**
 * Follow the first forward transition from the first state; a current state off that line is put in after
 * the step it can be reached from.
 */
export function stepsOf(workflow: Workflow, current: string): Step[] {
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
