using MongoDB.Bson;

namespace HotStream.MongoDb;

/// <summary>
/// Writes that go together. A server may do them in any order, so that of an id only the last one is in it: the others would be replaced.
/// Used again.
/// </summary>
internal sealed class MongoDbBulk
{
    private readonly Dictionary<BsonValue, int> _places = [];

    public List<MongoDbItem> Items { get; } = [];

    public long Bytes { get; private set; }

    public void Add(in MongoDbItem item)
    {
        Bytes += item.Bytes;
        if (item.Id is { } id)
        {
            if (_places.TryGetValue(id, out int place))
            {
                Bytes -= Items[place].Bytes;
                Items[place] = item;
                return;
            }

            _places[id] = Items.Count;
        }

        Items.Add(item);
    }

    public void Clear()
    {
        Items.Clear();
        _places.Clear();
        Bytes = 0;
    }
}
