import type { InngestFunction } from 'inngest'

/** Every background function, of every domain. Served by the worker and by /api/inngest. */
export const jobs: InngestFunction.Any[] = []
