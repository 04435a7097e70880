using MongoDB.Bson;
using MongoDB.Driver;

namespace HotStream.MongoDb;

/// <summary>One write of a bulk.</summary>
/// <param name="Record">Which record of its partition and batch it is, from 0.</param>
/// <param name="Id">The id of its document, where that is known: a later one of a bulk replaces it.</param>
/// <param name="Model">The write.</param>
/// <param name="Bytes">About how large it is.</param>
internal readonly record struct MongoDbItem(long Record, BsonValue? Id, WriteModel<BsonDocument> Model, int Bytes);
