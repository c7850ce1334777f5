/** Whether the set-up of the site was put off in this window. */
const KEY = 'setup-later'

export const putOff = (): void => sessionStorage.setItem(KEY, '1')
export const isPutOff = (): boolean => sessionStorage.getItem(KEY) === '1'
