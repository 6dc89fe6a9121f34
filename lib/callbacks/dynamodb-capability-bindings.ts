/** Bindings in the table of jobs, one item each; its keys are in `jobs/keys.ts`. */
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { keyOfCapability } from '../jobs/keys.ts';
import { translatingAwsErrors } from '../platform/aws-errors.ts';
import type { CapabilityBindings } from './capability-bindings.ts';

const bindingSchema = z.object({ ownerJobId: z.string() });

export function makeDynamodbCapabilityBindings(client: DynamoDBDocumentClient, tableName: string): CapabilityBindings {
  return {
    bind: (capabilityId, jobId) =>
      translatingAwsErrors(async () => {
        const key = keyOfCapability(capabilityId);
        const Item = { ...key, ownerJobId: jobId };
        const isUnbound = { ConditionExpression: 'attribute_not_exists(job)' };
        try {
          await client.send(new PutCommand({ TableName: tableName, Item, ...isUnbound }));
          return jobId;
        } catch (error) {
          if (!(error instanceof ConditionalCheckFailedException)) throw error;
        }
        const { Item: bound } = await client.send(
          new GetCommand({ TableName: tableName, Key: key, ConsistentRead: true }),
        );
        return bindingSchema.parse(bound).ownerJobId;
      }),
  };
}
