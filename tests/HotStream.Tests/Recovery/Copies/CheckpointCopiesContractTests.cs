using HotStream.Testing;
using HotStream.Tests.Io;
using HotStream.Tests.Testing.Kit;

namespace HotStream.Tests.Recovery.Copies;

/// <summary>The contract of stores, on one over a directory, and on ones that each break a law.</summary>
public sealed class CheckpointCopiesContractTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_directory_keeps_all_laws_and_nothing_is_left_in_it()
    {
        var copies = new DirectoryCopies(_folder.Root);
        LawAssert.AllHold(CheckpointCopiesContract.Check(copies));
        Assert.Empty(copies.Names());
    }
}
