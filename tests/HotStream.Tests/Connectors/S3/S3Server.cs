using System.Text;
using System.Text.Json.Nodes;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using HotStream.StandIn;
using HotStream.Tests.Connectors.RabbitMq;

namespace HotStream.Tests.Connectors.S3;

/// <summary>An s3rver of our own, on a free port of the loopback. Signatures it does not check, access keys it does.</summary>
public sealed class S3Server : IConnectorServer
{
    private const string AccessKey = "S3RVER";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hotstream-s3-");
    private readonly int _port = FreePort.Find();
    private readonly AmazonS3Client _client;
    private NodePeer? _peer;
    private int _buckets;

    public S3Server()
    {
        _client = new AmazonS3Client(new BasicAWSCredentials(AccessKey, Secret), new AmazonS3Config
        {
            ServiceURL = Url,
            AuthenticationRegion = "us-east-1",
            ForcePathStyle = true,
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        });
        Begin();
    }

    /// <summary>Why there is none; null when there is.</summary>
    public static string? WhyNot => NodePeer.WhyNot("s3rver");

    /// <summary>A secret that must be in no message.</summary>
    public static string Secret => "right-7-never-shown";

    public string Url => $"http://127.0.0.1:{_port}";

    public void Begin()
    {
        _peer = NodePeer.Start("s3rver", "s3.mjs",
            new JsonObject { ["directory"] = _folder.FullName, ["port"] = _port, ["buckets"] = new JsonArray() });
        _peer.Await("listening");
    }

    /// <summary>Ends it; it holds nothing that is not on its disk.</summary>
    public void End(bool graceful = false)
    {
        _peer?.Dispose();
        _peer = null;
    }

    /// <summary>Makes a bucket under a name of its own and returns the name.</summary>
    public string Bucket() => Bucket($"plant-{Interlocked.Increment(ref _buckets)}");

    public string Bucket(string name)
    {
        Wait(_client.PutBucketAsync(name));
        return name;
    }

    public void Put(string bucket, string key, string text) => Put(bucket, key, Encoding.UTF8.GetBytes(text));

    /// <summary>Puts an object that was written at some time, whole, as s3rver keeps it on its disk; also while it is away.</summary>
    public void Put(string bucket, string key, string text, DateTime written)
    {
        string path = $"{_folder.FullName}.written";
        File.WriteAllText(path, text);
        File.SetLastWriteTimeUtc(path, written);
        File.Move(path, Path.Combine(_folder.FullName, bucket, $"{key}._S3rver_object"));
    }

    public void Put(string bucket, string key, byte[] bytes)
    {
        using var stream = new MemoryStream(bytes);
        Wait(_client.PutObjectAsync(new PutObjectRequest
        { BucketName = bucket, Key = key, InputStream = stream, UseChunkEncoding = false }));
    }

    public void Delete(string bucket, string key) => Wait(_client.DeleteObjectAsync(bucket, key));

    public string ETag(string bucket, string key) => Wait(_client.GetObjectMetadataAsync(bucket, key)).ETag;

    public string[] Keys(string bucket)
    {
        var keys = new List<string>();
        ListObjectsV2Response? page = null;
        do
        {
            page = Wait(_client.ListObjectsV2Async(new ListObjectsV2Request
            { BucketName = bucket, ContinuationToken = page?.NextContinuationToken }));
            keys.AddRange((page.S3Objects ?? []).Select(found => found.Key));
        }
        while (page.IsTruncated is true);
        return [.. keys];
    }

    public byte[] Bytes(string bucket, string key)
    {
        using GetObjectResponse answer = Wait(_client.GetObjectAsync(bucket, key));
        using var bytes = new MemoryStream();
        answer.ResponseStream.CopyTo(bytes);
        return bytes.ToArray();
    }

    /// <summary>The lines of all objects of a bucket, in the order of their keys.</summary>
    public string[] Lines(string bucket) => [.. Keys(bucket).Order(StringComparer.Ordinal)
        .SelectMany(key => Encoding.UTF8.GetString(Bytes(bucket, key)).Split('\n', StringSplitOptions.RemoveEmptyEntries))];

    public S3ReadOptions Reading(string? url = null) => ReadingOf(url ?? Url);

    public static S3ReadOptions ReadingOf(string url) => new()
    {
        ServiceUrl = url,
        AccessKey = AccessKey,
        SecretKey = Secret,
        NewObjectsOnly = false,
        Timeout = TimeSpan.FromSeconds(60), // no load of this machine is an outage
    };

    public S3WriteOptions Writing(string? url = null) => WritingOf(url ?? Url);

    public static S3WriteOptions WritingOf(string url) => new()
    {
        ServiceUrl = url,
        AccessKey = AccessKey,
        SecretKey = Secret,
        TimeProvider = TimeProvider.System,
        Timeout = TimeSpan.FromSeconds(60),
    };

    /// <summary>Copies of checkpoints; s3rver knows no create-only writes, so at the address of a stand before it.</summary>
    public S3CheckpointOptions Keeping(string? url = null) => new()
    {
        ServiceUrl = url ?? Url,
        AccessKey = AccessKey,
        SecretKey = Secret,
        Timeout = TimeSpan.FromSeconds(60),
    };

    public void Dispose()
    {
        End();
        _client.Dispose();
        _folder.Delete(recursive: true);
    }

    private static TAnswer Wait<TAnswer>(Task<TAnswer> task) => task.GetAwaiter().GetResult();
}
