using System.Buffers.Binary;
using HotStream.Sinks;

namespace HotStream.Tests.Sinks.Postgres;

/// <summary>Rows in chunks against the same rows in a list.</summary>
public sealed class CopyRowsTests
{
    [Fact]
    public async Task Rows_of_any_size_are_read_back_as_chunks_and_as_any_range()
    {
        var random = new Random(3);
        var pool = new ChunkPool();
        using var rows = new CopyRows(pool);
        for (int round = 0; round < 30; round++)
        {
            var expected = new List<byte[]>();
            int most = round % 3 == 0 ? 400_000 : 2_000;
            int count = random.Next(round % 3 == 0 ? 20 : 2_000);
            for (int i = 0; i < count; i++)
            {
                byte[][] fields = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => new byte[random.Next(random.Next(most))])];
                rows.BeginRow(fields.Length + 1);
                foreach (byte[] field in fields)
                {
                    random.NextBytes(field);
                    if (random.Next(2) == 0)
                    {
                        field.CopyTo(rows.Field(field.Length));
                    }
                    else
                    {
                        field.CopyTo(rows.OpenField(field.Length * 3));
                        rows.CloseField(field.Length);
                    }
                }

                rows.WriteNull();
                if (random.Next(5) == 0)
                {
                    rows.DropRow();
                }
                else
                {
                    rows.EndRow();
                    expected.Add(Row(fields));
                }
            }

            rows.Finish();
            Assert.Equal(expected.Count, rows.Count);
            using var all = new MemoryStream();
            for (int i = 0; await rows.ChunkAsync(i, CancellationToken.None) is { } chunk; i++)
            {
                all.Write(chunk.Memory.Span);
            }

            Assert.True(Joined(expected).SequenceEqual(all.ToArray()));
            for (int probe = 0; probe < 20; probe++)
            {
                int from = random.Next(expected.Count + 1);
                int to = random.Next(from, expected.Count + 1);
                Assert.True(Joined(expected[from..to]).SequenceEqual(Joined(rows.Range(from, to).Select(piece => piece.ToArray()))));
            }

            rows.Clear();
        }
    }

    [Fact]
    public async Task Who_waits_for_a_chunk_is_told_when_it_is_full_and_when_no_more_comes()
    {
        using var rows = new CopyRows(new ChunkPool());
        ValueTask<CopyChunk?> first = rows.ChunkAsync(0, CancellationToken.None);
        ValueTask<CopyChunk?> cancelled = rows.ChunkAsync(0, new CancellationToken(canceled: true));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await cancelled);
        Assert.False(first.IsCompleted);
        for (int i = 0; i < 3; i++)
        {
            rows.BeginRow(1);
            rows.Field(100_000).Clear();
            rows.EndRow();
        }

        Assert.Equal(2, (await first)!.Value.Rows);
        Assert.True(rows.HasChunk);
        ValueTask<CopyChunk?> second = rows.ChunkAsync(1, CancellationToken.None);
        ValueTask finished = rows.FinishedAsync(CancellationToken.None);
        Assert.False(second.IsCompleted || finished.IsCompleted);
        rows.Finish();
        CopyChunk secondChunk = (await second)!.Value;
        Assert.Equal((2, 1), (secondChunk.FirstRow, secondChunk.Rows));
        Assert.Null(await rows.ChunkAsync(2, CancellationToken.None));
        await finished;
    }

    private static ReadOnlySpan<byte> Joined(IEnumerable<byte[]> rows)
    {
        var all = new MemoryStream();
        foreach (byte[] row in rows)
        {
            all.Write(row);
        }

        return all.GetBuffer().AsSpan(0, (int)all.Length);
    }

    private static byte[] Row(byte[][] fields)
    {
        var bytes = new List<byte>([0, (byte)(fields.Length + 1)]);
        foreach (byte[] field in fields)
        {
            byte[] length = new byte[4];
            BinaryPrimitives.WriteInt32BigEndian(length, field.Length);
            bytes.AddRange(length);
            bytes.AddRange(field);
        }

        bytes.AddRange([0xFF, 0xFF, 0xFF, 0xFF]);
        return [.. bytes];
    }
}
