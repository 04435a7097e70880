namespace HotStream.Bench;

/// <summary>
/// Bytes of memory a key, of tables that grew to a million keys: what the process has resident more than before, once what growth left for
/// later tables is given back. Text keys have 8 to 12 letters.
/// </summary>
internal static class KeyMemory
{
    private const int Keys = 1_000_000;

    public static int Run(TextWriter output)
    {
        using var texts = new Utf8Arena();
        Utf8Slice[] slices = [.. KeyRows.Names(Keys).Select(texts.Add)];
        long[] longs = new long[Keys];
        var random = new SplitMix64(7);
        for (int i = 0; i < Keys; i++)
            longs[i] = (long)random.Next();
        Print(output, "text/long", () => Group(slices));
        Print(output, "long/long", () => Group(longs));
        Print(output, "state text/long", () => State(slices));
        PrintDictionary(output, "Dictionary<string, long>, strings included", slices, slice => slice.ToString());
        PrintDictionary(output, "Dictionary<long, long>", longs, key => key);
        return 0;
    }

    private static void Print(TextWriter output, string what, Func<IDisposable> make)
    {
        make().Dispose(); // for warmth
        double before = Resident();
        using IDisposable held = make();
        output.WriteLine($"{what,-44} {(Resident() - before) / Keys,6:F1} B a key");
    }

    private static void PrintDictionary<TFrom, TKey>(TextWriter output, string what, TFrom[] keys, Func<TFrom, TKey> make)
        where TKey : notnull
    {
        double before = GC.GetTotalMemory(forceFullCollection: true);
        var held = new Dictionary<TKey, long>();
        foreach (TFrom key in keys)
            held[make(key)] = 1;
        output.WriteLine($"{what,-44} {(GC.GetTotalMemory(forceFullCollection: true) - before) / Keys,6:F1} B a key");
        GC.KeepAlive(held);
    }

    private static double Resident()
    {
        while (KeptMemory.Bytes > 0)
            Thread.Sleep(TimeSpan.FromSeconds(1));
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return Environment.WorkingSet;
    }

    private static GroupTable<TKey, long> Group<TKey>(TKey[] keys)
    {
        var table = new GroupTable<TKey, long>();
        for (int i = 0; i < keys.Length; i++)
            table.GetOrAdd(keys[i], 1);
        return table;
    }

    private static unsafe StateTable<Utf8Slice, long> State(Utf8Slice[] keys)
    {
        const int Block = 500;
        var table = new StateTable<Utf8Slice, long>();
        var pairs = new KeyValuePair<Utf8Slice, long>[Block];
        var scratch = new Utf8Slice[Block];
        int* numbers = stackalloc int[Block];
        for (int start = 0; start < keys.Length; start += Block)
        {
            for (int i = 0; i < Block; i++)
                pairs[i] = new(keys[start + i], 1);
            table.Begin();
            table.Locate<long>(pairs, scratch, numbers);
            for (int i = 0; i < Block; i++)
                table.Put(numbers[i], ref table.Slots[numbers[i]], 1, start + 1);
            table.Commit();
        }

        return table;
    }
}
