using System.Text;
using MongoDB.Bson;
using MongoDB.Bson.Serialization;
using MongoDB.Bson.Serialization.Serializers;
using MongoDB.Driver;

namespace HotStream.MongoDb;

/// <summary>What a dead letter carries of a write: the document, or what was to be changed, as JSON.</summary>
internal static class MongoDbLetters
{
    public static byte[] Describe(WriteModel<BsonDocument> model)
    {
        try
        {
            return Encoding.UTF8.GetBytes(Shown(model).ToJson());
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            return Encoding.UTF8.GetBytes(model.GetType().Name); // it was refused because it cannot be written
        }
    }

    private static BsonDocument Shown(WriteModel<BsonDocument> model)
    {
        var with = new RenderArgs<BsonDocument>(BsonDocumentSerializer.Instance, BsonSerializer.SerializerRegistry);
        return model switch
        {
            ReplaceOneModel<BsonDocument> replace => replace.Replacement,
            InsertOneModel<BsonDocument> insert => insert.Document,
            UpdateOneModel<BsonDocument> one => Pair(one.Filter.Render(with), one.Update.Render(with)),
            UpdateManyModel<BsonDocument> many => Pair(many.Filter.Render(with), many.Update.Render(with)),
            DeleteOneModel<BsonDocument> one => new BsonDocument("filter", one.Filter.Render(with)),
            DeleteManyModel<BsonDocument> many => new BsonDocument("filter", many.Filter.Render(with)),
            _ => new BsonDocument("write", model.GetType().Name),
        };
    }

    private static BsonDocument Pair(BsonDocument filter, BsonValue update) => new() { ["filter"] = filter, ["update"] = update };
}
