namespace HotStream.Tests.Rings;

/// <summary>
/// An item that knows whether it arrived whole and in order: a number and two words that follow from it, over 24 bytes, so that a parcel
/// can lie across two cache lines. An empty slot, an older parcel and a half-written one are all told apart from the right one.
/// </summary>
internal readonly record struct Parcel(long Number, long Seal, long SecondSeal)
{
    public static Parcel Of(long number) => new(number, unchecked(number * 0x5DEECE66D) ^ 0x1234_5678, ~number);

    public bool IsExactly(long number) => this == Of(number);
}
