namespace HotStream;

/// <summary>The pair with each of the dataset's values.</summary>
internal readonly struct InnerMeeting<TKey, TLeft, TRight>
    : IDatasetMeeting<TKey, TLeft, TRight, KeyValuePair<TKey, (TLeft Left, TRight Right)>>
{
    public static int Meet(
        in KeyValuePair<TKey, TLeft> pair, ReadOnlySpan<TRight> values, int done, Span<KeyValuePair<TKey, (TLeft Left, TRight Right)>> room)
    {
        int count = Math.Min(values.Length - done, room.Length);
        for (int i = 0; i < count; i++)
        {
            room[i] = new(pair.Key, (pair.Value, values[done + i]));
        }

        return count;
    }
}

/// <summary>The pair with each of the dataset's values, or alone.</summary>
internal readonly struct OuterMeeting<TKey, TLeft, TRight>
    : IDatasetMeeting<TKey, TLeft, TRight, KeyValuePair<TKey, (TLeft Left, Optional<TRight> Right)>>
{
    public static int Meet(
        in KeyValuePair<TKey, TLeft> pair, ReadOnlySpan<TRight> values, int done,
        Span<KeyValuePair<TKey, (TLeft Left, Optional<TRight> Right)>> room)
    {
        if (values.IsEmpty && done == 0)
        {
            room[0] = new(pair.Key, (pair.Value, default));
            return 1;
        }

        int count = Math.Clamp(values.Length - done, 0, room.Length);
        for (int i = 0; i < count; i++)
        {
            room[i] = new(pair.Key, (pair.Value, new(true, values[done + i])));
        }

        return count;
    }
}

/// <summary>The pair itself, if the dataset has its key.</summary>
internal readonly struct KeepMeeting<TKey, TLeft, TRight> : IDatasetMeeting<TKey, TLeft, TRight, KeyValuePair<TKey, TLeft>>
{
    public static int Meet(in KeyValuePair<TKey, TLeft> pair, ReadOnlySpan<TRight> values, int done, Span<KeyValuePair<TKey, TLeft>> room)
    {
        room[0] = pair;
        return !values.IsEmpty && done == 0 ? 1 : 0;
    }
}

/// <summary>The pair itself, if the dataset does not have its key.</summary>
internal readonly struct SubtractMeeting<TKey, TLeft, TRight> : IDatasetMeeting<TKey, TLeft, TRight, KeyValuePair<TKey, TLeft>>
{
    public static int Meet(in KeyValuePair<TKey, TLeft> pair, ReadOnlySpan<TRight> values, int done, Span<KeyValuePair<TKey, TLeft>> room)
    {
        room[0] = pair;
        return values.IsEmpty && done == 0 ? 1 : 0;
    }
}
