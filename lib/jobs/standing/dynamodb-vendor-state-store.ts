/** Vendors' states in the DynamoDB table of the jobs. */
import { type DynamoDBDocumentClient, GetCommand, paginateQuery } from '@aws-sdk/lib-dynamodb';
import { translatingAwsErrors } from '../../platform/aws-errors.ts';
import { putIfRevision } from '../dynamodb-revisions.ts';
import { keysOfVendor, VENDORS_SHARD } from '../keys.ts';
import { type VendorState, type VendorStateStore, vendorStateSchema } from './vendor-state.ts';

export function makeDynamodbVendorStateStore(client: DynamoDBDocumentClient, tableName: string): VendorStateStore {
  return {
    read: (vendor) =>
      translatingAwsErrors(async () => {
        const { job } = keysOfVendor(vendor);
        const { Item } = await client.send(
          new GetCommand({ TableName: tableName, Key: { job }, ConsistentRead: true }),
        );
        return Item === undefined ? undefined : vendorStateSchema.parse(Item);
      }),

    write: (state, ifRevision) =>
      putIfRevision(client, tableName, { ...state, ...keysOfVendor(state.vendor) }, ifRevision),

    list: () =>
      translatingAwsErrors(async () => {
        const states: VendorState[] = [];
        const ofVendors = {
          TableName: tableName,
          IndexName: 'by-status',
          KeyConditionExpression: 'statusShard = :vendors',
          ExpressionAttributeValues: { ':vendors': VENDORS_SHARD },
        };
        for await (const { Items = [] } of paginateQuery({ client }, ofVendors)) {
          states.push(...Items.map((item) => vendorStateSchema.parse(item)));
        }
        return states;
      }),
  };
}
