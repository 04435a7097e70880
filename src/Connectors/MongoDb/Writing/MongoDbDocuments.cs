using MongoDB.Bson;
using MongoDB.Driver;

namespace HotStream.MongoDb;

/// <summary>Documents that replace those of their id, or are new.</summary>
internal sealed class MongoDbDocuments<T>(Func<T, BsonValue> id, Func<T, BsonDocument> document) : MongoDbForm<T>
{
    public const int BytesMax = 16 * 1024 * 1024; // of a document, in every server

    private const string IdName = "_id";

    public override Func<T, ulong> KeyHash => HashOf;

    public override MongoDbItem Make(T record, long number)
    {
        BsonValue key = id(record);
        if (key is null or BsonNull or BsonUndefined)
        {
            throw new FormatException("it has no id");
        }

        BsonDocument made = document(record) ?? throw new FormatException("there is no document");
        if (made.TryGetValue(IdName, out BsonValue own) && own != key)
        {
            throw new FormatException($"its document has another {IdName} than its id");
        }

        made.Remove(IdName);
        made.InsertAt(0, new BsonElement(IdName, key));
        byte[] bytes = made.ToBson();
        return bytes.Length <= BytesMax
            ? new MongoDbItem(number, key, Replace(key, bytes), bytes.Length)
            : throw new FormatException($"its document has {bytes.Length} bytes, and MongoDB takes at most {BytesMax}");
    }

    /// <summary>The document is the user's and may change; its bytes are ours.</summary>
    private static ReplaceOneModel<BsonDocument> Replace(BsonValue key, byte[] bytes) =>
        new(new BsonDocument(IdName, key), new RawBsonDocument(bytes)) { IsUpsert = true };

    private ulong HashOf(T record)
    {
        try
        {
            return unchecked((ulong)(id(record)?.GetHashCode() ?? 0));
        }
        catch (Exception)
        {
            return 0; // said when its document is made
        }
    }
}
