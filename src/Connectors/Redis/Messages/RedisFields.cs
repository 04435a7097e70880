using System.Text;
using StackExchange.Redis;

namespace HotStream.Redis;

/// <summary>Fields of an entry.</summary>
internal static class RedisFields
{
    /// <summary>The value of a field; null when there is none of the name.</summary>
    public static RedisValue Find(in StreamEntry entry, RedisValue field)
    {
        foreach (NameValueEntry pair in entry.Values)
        {
            if (pair.Name == field)
            {
                return pair.Value;
            }
        }

        return RedisValue.Null;
    }

    /// <summary>All fields, for a dead letter: a line for each, name and value.</summary>
    public static byte[] Describe(in StreamEntry entry)
    {
        var text = new StringBuilder();
        foreach (NameValueEntry pair in entry.Values)
        {
            text.Append(pair.Name.ToString()).Append('=').Append(pair.Value.ToString()).Append('\n');
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
