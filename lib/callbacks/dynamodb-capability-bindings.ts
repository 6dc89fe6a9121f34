/** Bindings in the table of jobs, one item each; its keys are in `jobs/keys.ts`. */
import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { keyOfCapability } from '../jobs/keys.ts';
import { translatingAwsErrors } from '../platform/aws-errors.ts';
import { putIf } from '../platform/dynamodb-put-if.ts';
import type { CapabilityBindings } from './capability-bindings.ts';

const bindingSchema = z.object({ ownerJobId: z.string() });

export function makeDynamodbCapabilityBindings(client: DynamoDBDocumentClient, tableName: string): CapabilityBindings {
  return {
    bind: (capabilityId, jobId) =>
      translatingAwsErrors(async () => {
        const key = keyOfCapability(capabilityId);
        const isUnbound = { ConditionExpression: 'attribute_not_exists(job)' };
        const binding = { ...key, ownerJobId: jobId };
        if ((await putIf(client, tableName, binding, isUnbound)) === 'written') return jobId;
        const { Item: bound } = await client.send(
          new GetCommand({ TableName: tableName, Key: key, ConsistentRead: true }),
        );
        return bindingSchema.parse(bound).ownerJobId;
      }),
  };
}
