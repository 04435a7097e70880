namespace HotStream.Tests.Rings;

/// <summary>The ring under two threads at full speed; and the proof that this test can fail.</summary>
[Collection(AloneCollection.Name)]
public sealed class HandOverStressTests
{
    [Theory]
    [InlineData(2, 1_000_000)]
    [InlineData(16, 3_000_000)]
    [InlineData(4096, 10_000_000)]
    public void Millions_of_parcels_arrive_whole_and_in_order(int capacity, long parcels)
    {
        using var ring = new SpscRing<Parcel, YieldWaiting>(capacity);
        Assert.Null(HandOverStress.Run(new HandOver(ring), parcels, seed: capacity));
        Assert.Equal(parcels, ring.Published);
        Assert.Equal(parcels, ring.Consumed);
    }

    [Theory]
    [InlineData("CountBeforeSlots")]
    [InlineData("FreedBeforeCopied")]
    [InlineData("OneTooMany")]
    [InlineData("NeverLooksAgain")]
    public void A_broken_ring_is_caught(string defect)
    {
        var ring = new BrokenRing(16, Enum.Parse<RingDefect>(defect));
        string? violation = HandOverStress.Run(ring, parcels: 100_000_000, seed: 1);
        Assert.NotNull(violation);
        Assert.Contains(defect == "NeverLooksAgain" ? "Nothing moves" : "was expected", violation, StringComparison.Ordinal);
    }

    [Fact]
    public void The_broken_ring_without_its_defect_passes() =>
        Assert.Null(HandOverStress.Run(new BrokenRing(16, RingDefect.None), 1_000_000, seed: 1));

    private sealed class HandOver(SpscRing<Parcel, YieldWaiting> ring) : IHandOver
    {
        public int TryPublish(ReadOnlySpan<Parcel> parcels) => ring.TryPublish(parcels);

        public int Take(Span<Parcel> destination) => ring.Take(destination);
    }
}
