namespace HotStream;

/// <inheritdoc cref="IAheadSource"/>
internal interface IAheadSource<T> : IAheadSource
{
    /// <summary>Puts chains of stages behind this stream, one for each lane of the inputs above it.</summary>
    /// <param name="chainOf">Makes the rest of the chain: its first stage, and the end that hears when the lane's batch closes.</param>
    void AttachAhead(Func<StageContext, (Stage<T> Head, IClosable End)> chainOf);
}
