/** S3 buckets from the template. Encryption, versioning and lifecycle are left out: fauxqs has none. */
import {
  BucketAlreadyExists,
  BucketAlreadyOwnedByYou,
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  ListObjectsV2Command,
  NoSuchBucket,
  type S3Client,
} from '@aws-sdk/client-s3';

export async function createBucket(client: S3Client, bucketName: string): Promise<void> {
  await client.send(new CreateBucketCommand({ Bucket: bucketName })).catch((error: unknown) => {
    const exists = error instanceof BucketAlreadyOwnedByYou || error instanceof BucketAlreadyExists;
    if (!exists) throw error;
  });
}

export async function deleteBucket(client: S3Client, bucketName: string): Promise<void> {
  try {
    await emptyBucket(client, bucketName);
    await client.send(new DeleteBucketCommand({ Bucket: bucketName }));
  } catch (error) {
    if (!(error instanceof NoSuchBucket)) throw error;
  }
}

/** Always lists the first page: what is listed is deleted, and fauxqs loses keys between pages. */
async function emptyBucket(client: S3Client, bucketName: string): Promise<void> {
  for (;;) {
    const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: bucketName }));
    if (Contents.length === 0) return;
    await Promise.all(Contents.map(({ Key }) => client.send(new DeleteObjectCommand({ Bucket: bucketName, Key }))));
  }
}
