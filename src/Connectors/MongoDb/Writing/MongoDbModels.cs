using MongoDB.Bson;
using MongoDB.Driver;

namespace HotStream.MongoDb;

/// <summary>Writes that a function makes.</summary>
internal sealed class MongoDbModels<T>(Func<T, WriteModel<BsonDocument>> write) : MongoDbForm<T>
{
    private const int AssumedBytes = 256; // of a write that is no whole document

    public override Func<T, ulong>? KeyHash => null;

    public override MongoDbItem Make(T record, long number)
    {
        WriteModel<BsonDocument> model = write(record) ?? throw new FormatException("there is no write");
        BsonDocument? whole = model switch
        {
            ReplaceOneModel<BsonDocument> replace => replace.Replacement,
            InsertOneModel<BsonDocument> insert => insert.Document,
            _ => null,
        };
        return new MongoDbItem(number, null, model, whole?.ToBson().Length ?? AssumedBytes);
    }
}
