/**
 * Each alarm by its name in the mail, and what it says, as a table in Markdown, from the plans of the modules' tests.
 *
 * @param {{ module: string, resourceChanges: object[] }[]} plans a module's plan with everything turned on
 * @returns {string}
 */
export function alarmTable(plans) {
  const rows = plans
    .flatMap(({ resourceChanges }) => resourceChanges)
    .filter(({ type, change }) => type === 'aws_cloudwatch_metric_alarm' && change.after)
    .map(
      ({ change: { after } }) =>
        `| \`${after.alarm_name.replace(/^footfall-/, 'NAME-')}\` | ${after.alarm_description} |`,
    );
  return ['| alarm | what it says |', '| --- | --- |', ...rows.sort()].join('\n');
}
