namespace HotStream.Tests.Rings;

/// <summary>What the stress test needs of a ring; <see cref="BrokenRing"/> offers it too.</summary>
internal interface IHandOver
{
    int TryPublish(ReadOnlySpan<Parcel> parcels);

    int Take(Span<Parcel> destination);
}
