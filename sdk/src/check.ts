/** The part of Standard Schema (https://standardschema.dev) that a check needs: Zod, Valibot and ArkType have it. */
export interface StandardSchema {
  readonly '~standard': {
    validate(value: unknown): { issues?: readonly { message: string }[] } | Promise<unknown>;
  };
}

/** Says in the console where an event's properties break the shop's schema. In development builds only. */
export function checkProperties(name: string, properties: unknown, schema: StandardSchema | undefined): void {
  const result = schema?.['~standard'].validate(properties);
  if (!result || result instanceof Promise || !('issues' in result) || !result.issues) return;
  console.warn(`footfall: ${name}: ${result.issues.map(({ message }) => message).join('; ')}`);
}
