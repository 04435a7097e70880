using MongoDB.Bson;
using MongoDB.Driver;

namespace HotStream.MongoDb;

/// <summary>Where records go and how.</summary>
/// <param name="Open">Gives the collection; makes its client when asked first.</param>
/// <param name="Form">What becomes of a record.</param>
/// <param name="Options">How.</param>
internal sealed record MongoDbTarget<T>(Func<IMongoCollection<BsonDocument>> Open, MongoDbForm<T> Form, MongoDbOptions Options);
