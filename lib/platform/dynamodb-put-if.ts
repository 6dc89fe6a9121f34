/** Writing an item of a DynamoDB table on a condition, where it is no error that the condition does not hold. */
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, PutCommand, type PutCommandInput } from '@aws-sdk/lib-dynamodb';
import { translatingAwsErrors } from './aws-errors.ts';

export type Condition = Required<Pick<PutCommandInput, 'ConditionExpression'>> &
  Pick<PutCommandInput, 'ExpressionAttributeValues'>;

export function putIf(
  client: DynamoDBDocumentClient,
  tableName: string,
  item: Record<string, unknown>,
  condition: Condition,
): Promise<'written' | 'conflict'> {
  return translatingAwsErrors(async () => {
    try {
      await client.send(new PutCommand({ TableName: tableName, Item: item, ...condition }));
      return 'written';
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return 'conflict';
      throw error;
    }
  });
}
