/** What one plugin brought, for the boot report. */
export interface BootedPlugin {
  name: string
  setupMs: number
  routes: number
  jobs: number
  migrations: string[]
}
