/** Addresses of the desk. One chunk per view. */
import { createRouter, createWebHistory, type RouteLocationNormalized, type RouteRecordRaw } from 'vue-router'
import EntryPage from './pages/EntryPage.vue'
import Shell from './pages/shell/Shell.vue'
import { isPutOff } from './pages/setup/put-off'
import { useSession } from './stores/session'

const inShell: RouteRecordRaw[] = [
  { path: '', name: 'home', component: () => import('./pages/workspace/WorkspacePage.vue') },
  { path: 'me', name: 'me', component: () => import('./pages/me/MePage.vue') },
  { path: 'import', name: 'import', component: () => import('./pages/import/ImportPage.vue') },
  { path: 'explain', name: 'explain', component: () => import('./pages/explain/ExplainPage.vue') },
  {
    path: 'w/:workspace',
    name: 'workspace',
    component: () => import('./pages/workspace/WorkspacePage.vue'),
  },
  { path: ':slug', alias: ':slug/view/list', name: 'list', component: EntryPage },
  { path: ':slug/new', name: 'new', component: () => import('./pages/FormPage.vue') },
  { path: ':slug/:name(.+)', name: 'form', component: () => import('./pages/FormPage.vue') },
]

export const router = createRouter({
  history: createWebHistory('/'),
  routes: [
    { path: '/', redirect: '/desk' },
    { path: '/app/:rest(.*)*', redirect: (to) => to.fullPath.replace(/^\/app/, '/desk') },
    {
      path: '/login',
      name: 'login',
      component: () => import('./pages/login/LoginPage.vue'),
      meta: { open: true },
    },
    {
      path: '/update-password',
      name: 'update-password',
      component: () => import('./pages/login/UpdatePasswordPage.vue'),
      meta: { open: true },
    },
    { path: '/desk/setup', name: 'setup', component: () => import('./pages/setup/SetupPage.vue') },
    { path: '/desk', component: Shell, children: inShell },
    {
      path: '/:rest(.*)*',
      name: 'missing',
      component: () => import('./pages/NotFoundPage.vue'),
      meta: { open: true },
    },
  ],
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
})

router.beforeEach((to: RouteLocationNormalized) => {
  const session = useSession()
  if (to.name === 'home' && session.needsSetup && !isPutOff()) return { name: 'setup' }
  if (to.meta.open || !session.isGuest) return true
  return { path: '/login', query: { 'redirect-to': to.fullPath } }
})
