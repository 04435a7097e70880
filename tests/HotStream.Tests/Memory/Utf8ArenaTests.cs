using System.Text;

namespace HotStream.Tests.Memory;

[Collection(AloneCollection.Name)]
public sealed class Utf8ArenaTests
{
    [Fact]
    public void Text_added_stays_as_it_was()
    {
        using var arena = new Utf8Arena();
        string[] texts = [.. Enumerable.Range(0, 5000).Select(i => new string((char)('a' + (i % 26)), i % 60) + i)];
        Utf8Slice[] slices = [.. texts.Select(arena.Add)];
        Assert.Equal(texts, slices.Select(slice => slice.ToString()));
        Assert.True(arena.CapacityBytes > Slab.StandardCapacity);
    }

    [Fact]
    public void The_arena_keeps_a_copy()
    {
        using var arena = new Utf8Arena();
        byte[] bytes = Encoding.ASCII.GetBytes("written before, kept after");
        Utf8Slice kept = arena.Add(bytes);
        bytes.AsSpan().Clear();
        Assert.Equal("written before, kept after", kept.ToString());
    }

    [Fact]
    public void Short_text_takes_no_memory()
    {
        using var arena = new Utf8Arena();
        Assert.Equal("twelve bytes", arena.Add("twelve bytes").ToString());
        Assert.True(arena.Add("").IsEmpty);
        Assert.Equal(0, arena.CapacityBytes);
        arena.Add("thirteen byte");
        Assert.Equal(Slab.StandardCapacity, arena.CapacityBytes);
    }

    [Theory]
    [InlineData(85)]
    [InlineData(86)]
    [InlineData(Slab.StandardCapacity)]
    [InlineData(Slab.StandardCapacity + 1)]
    [InlineData(1_000_000)]
    public void Strings_of_any_length_are_kept_as_utf8(int length)
    {
        using var arena = new Utf8Arena();
        arena.Add("something before that fills a slab in part");
        string text = string.Concat(Enumerable.Repeat("äb", length / 2)) + (length % 2 == 1 ? "🔥" : "");
        Utf8Slice slice = arena.Add(text);
        Assert.Equal(text, slice.ToString());
        Assert.Equal("and something behind", arena.Add("and something behind").ToString());
    }

    [Fact]
    public void Clear_returns_the_slabs_and_ends_the_texts()
    {
        int before = SlabPool.Outstanding;
        var arena = new Utf8Arena();
        Utf8Slice kept = arena.Add("kept until the arena is cleared");
        arena.Add(new byte[200_000]);
        Assert.Equal(before + 2, SlabPool.Outstanding);
        arena.Clear();
        Assert.Equal(before, SlabPool.Outstanding);
        Assert.Equal(0, arena.CapacityBytes);
        Assert.Throws<ObjectDisposedException>(() => kept.ToString());
        Assert.Equal("used again after clearing", arena.Add("used again after clearing").ToString());
        arena.Dispose();
        arena.Dispose();
        Assert.Equal(before, SlabPool.Outstanding);
    }

    [Fact]
    public void A_text_longer_than_the_largest_slab_is_refused()
    {
        using var arena = new Utf8Arena();
        byte[] tooLong = new byte[Slab.MaxCapacity + 1];
        Assert.Throws<ArgumentOutOfRangeException>(() => arena.Add(tooLong));
        Assert.Throws<ArgumentNullException>(() => arena.Add((string)null!));
        Assert.Equal("still usable afterwards", arena.Add("still usable afterwards").ToString());
    }
}
