/** AWS clients. Endpoints other than AWS's own come from the standard `AWS_ENDPOINT_URL_*` variables. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { usesOwnS3Endpoint } from './config.ts';

export function makeDynamodbClient(): DynamoDBDocumentClient {
  return DynamoDBDocumentClient.from(new DynamoDBClient(), { marshallOptions: { removeUndefinedValues: true } });
}

export function makeS3Client(): S3Client {
  return new S3Client({ forcePathStyle: usesOwnS3Endpoint() });
}

export function makeSqsClient(): SQSClient {
  return new SQSClient();
}
