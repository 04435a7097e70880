namespace HotStream;

/// <summary>A type of the engine that says how its values are stored.</summary>
internal interface IStored<T>
{
    /// <summary>How; asked of any value, of a default one too.</summary>
    StoredColumn<T> Column(CodecSet codecs, string operatorName);
}
