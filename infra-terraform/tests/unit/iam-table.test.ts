import { describe, expect, it } from 'vitest';
import { iamTable } from '../../scripts/lib/iam-table.mjs';

const resource = (type: string, after: object) => ({ address: `${type}.x`, mode: 'managed', type, change: { after } });
const role = resource('aws_iam_role', {
  id: 'made-up',
  name: 'footfall-etl',
  assume_role_policy: JSON.stringify({ Statement: [{ Principal: { Service: 'lambda.amazonaws.com' } }] }),
});
const policyOf = (...statements: object[]) =>
  resource('aws_iam_role_policy', { name: 'p', role: 'made-up', policy: JSON.stringify({ Statement: statements }) });

describe('the table of rights', () => {
  it('says who may do what on what, if and for what, without account and region', () => {
    const statement = {
      Sid: 'ReadItsPassword',
      Effect: 'Allow',
      Action: ['ssm:GetParameter'],
      Resource: ['arn:aws:ssm:eu-central-1:123456789012:parameter/x'],
      Condition: { StringEquals: { 'aws:SourceAccount': '123456789012' } },
    };

    const table = iamTable([{ module: 'etl', resourceChanges: [role, policyOf(statement)] }]);

    expect(table.split('\n').slice(2)).toEqual([
      '| etl | role `footfall-etl` (lambda) | `ssm:GetParameter` | `arn:aws:ssm:REGION:ACCOUNT:parameter/x` | `StringEquals aws:SourceAccount = ACCOUNT` | read its password |',
    ]);
  });

  it('leaves out what is denied', () => {
    const denied = policyOf({ Effect: 'Deny', Action: '*', Resource: '*' });

    expect(iamTable([{ module: 'etl', resourceChanges: [role, denied] }]).split('\n')).toHaveLength(2);
  });

  it('refuses a policy whose role it does not know, instead of leaving it out', () => {
    const allowed = policyOf({ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::x/*' });

    expect(() => iamTable([{ module: 'etl', resourceChanges: [allowed] }])).toThrow(/belongs to no role/);
  });
});
