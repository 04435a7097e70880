using MongoDB.Bson;

namespace HotStream.MongoDb;

/// <summary>Keys of records as ids.</summary>
internal static class MongoDbIds
{
    /// <exception cref="ArgumentException">BSON has no value for it.</exception>
    public static BsonValue Of<TKey>(TKey key) => key switch
    {
        Utf8Slice text => new BsonString(text.ToString()),
        Guid guid => new BsonBinaryData(guid, GuidRepresentation.Standard),
        DateTimeOffset moment => new BsonDateTime(moment.UtcDateTime),
        _ => BsonValue.Create(key),
    };
}
