import prettier from 'eslint-config-prettier'
import vue from 'eslint-plugin-vue'
import tseslint from 'typescript-eslint'

/** Rooms from the ground up: each may import the ones before it. `meta` and `components` know only the ground. */
const ROOMS = ['locale', 'meta', 'components', 'api', 'stores', 'composables', 'fields', 'views', 'pages']

const forbid = (room, above) => ({
  files: [`src/${room}/**/*.{ts,vue}`],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: above.map((name) => ({
          group: [`@/${name}`, `@/${name}/**`, `**/../${name}/**`],
          message: `${room} lies below ${name}.`,
        })),
      },
    ],
  },
})

const direction = ROOMS.map((room, index) => {
  const above = ROOMS.slice(index + 1)
  if (room === 'meta') above.push('locale')
  if (room === 'components') above.push('meta')
  return forbid(room, above)
}).filter((rule) => rule.rules['no-restricted-imports'][1].patterns.length)

export default tseslint.config(
  { ignores: ['node_modules/**'] },
  ...tseslint.configs.recommended,
  ...vue.configs['flat/recommended'],
  { files: ['**/*.vue'], languageOptions: { parserOptions: { parser: tseslint.parser } } },
  {
    rules: {
      'vue/multi-word-component-names': 'off',
      'vue/require-default-prop': 'off',
      'no-eval': 'error',
      'no-new-func': 'error',
      'vue/no-v-html': 'error',
      'vue/no-restricted-static-attribute': [
        'error',
        { key: 'style', message: 'The content policy forbids inline styles.' },
      ],
      'max-lines': ['error', { max: 400 }],
    },
  },
  { files: ['**/*.vue'], rules: { 'max-lines': ['error', { max: 250 }] } },
  ...direction,
  prettier,
)
